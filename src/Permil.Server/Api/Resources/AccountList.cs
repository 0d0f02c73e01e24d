namespace Permil.Server.Api.Resources;

public sealed record AccountList(IReadOnlyList<AccountResource> Accounts);
