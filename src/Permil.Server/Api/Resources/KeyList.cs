namespace Permil.Server.Api.Resources;

public sealed record KeyList(IReadOnlyList<KeyResource> Keys);
