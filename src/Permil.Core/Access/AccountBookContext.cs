using System.Text.Json.Serialization;

namespace Permil.Access;

/// <summary>How the account book's types are read and written, worked out when the program is built.</summary>
[JsonSerializable(typeof(AccountBookDocument))]
internal sealed partial class AccountBookContext : JsonSerializerContext;
