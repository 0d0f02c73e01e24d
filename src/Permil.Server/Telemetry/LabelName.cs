namespace Permil.Server.Telemetry;

/// <summary>What metrics and traces call what they know of a call.</summary>
internal static class LabelName
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string TokenType = "gen_ai.token.type";
    public const string TokenModality = "gen_ai.token.modality";
    public const string ErrorType = "error.type";
    public const string Account = "permil.account";
    public const string SubAccount = "permil.sub_account";
    public const string Outcome = "permil.outcome";
    public const string Reason = "permil.reason";
    public const string Currency = "permil.currency";
    public const string Upstream = "permil.upstream";
    public const string StatusClass = "permil.status_class";
    public const string Budget = "permil.budget";
}
