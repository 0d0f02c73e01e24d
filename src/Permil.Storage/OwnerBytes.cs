using System.Text;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>An owner as event lines write it.</summary>
internal sealed class OwnerBytes(EventOwner owner)
{
    private readonly byte[] _account = Encoding.UTF8.GetBytes(owner.Account);
    private readonly byte[] _subAccount = Encoding.UTF8.GetBytes(owner.SubAccount ?? "");
    private readonly byte[] _key = Encoding.UTF8.GetBytes(owner.Key ?? "");

    /// <summary>Whether a line says of itself that it is the owner's, in everything that the owner decides.</summary>
    public bool Owns(EventLine read, ReadOnlySpan<byte> line) =>
        read.TextOf(EventLineField.Account, line).SequenceEqual(_account)
        && (_subAccount.Length == 0 || read.TextOf(EventLineField.SubAccount, line).SequenceEqual(_subAccount))
        && read.TagOf("key"u8, line).SequenceEqual(_key);
}
