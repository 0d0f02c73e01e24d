using System.Security.Cryptography;

namespace Permil.Storage.Focus.Import;

/// <summary>Finds files that are the same byte for byte: a copy's rows would count twice.</summary>
internal static class SameContent
{
    /// <exception cref="FocusFileException">Two of them are.</exception>
    public static void Refuse(IReadOnlyList<string> files)
    {
        foreach (var alike in files.GroupBy(file => new FileInfo(file).Length).Where(group => group.Skip(1).Any()))
        {
            var known = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var file in alike)
            {
                using var content = File.OpenRead(file);
                var hash = Convert.ToHexString(SHA256.HashData(content));
                if (!known.TryAdd(hash, file))
                {
                    throw new FocusFileException(
                        $"{file}: it holds the same as {known[hash]}: its rows would count twice"
                    );
                }
            }
        }
    }
}
