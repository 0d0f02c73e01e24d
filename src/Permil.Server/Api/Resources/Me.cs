namespace Permil.Server.Api.Resources;

/// <summary>Who asks.</summary>
/// <param name="IsAdmin">Whether it is the admin, who has neither key nor account.</param>
/// <param name="Key">The key.</param>
/// <param name="Account">The key's account, of its tenants only the key's own.</param>
public sealed record Me(bool IsAdmin, KeyResource? Key, AccountResource? Account);
