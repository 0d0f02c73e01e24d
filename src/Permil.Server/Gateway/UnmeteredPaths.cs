using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway;

/// <summary>Which calls without usage of their own cost nothing.</summary>
internal static class UnmeteredPaths
{
    /// <summary>Reading and deleting, files, ending a job, and asking what a job would cost.</summary>
    public static bool IsFree(string method, string pathBelowV1) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
        || HttpMethods.IsDelete(method)
        || pathBelowV1.StartsWith("/files", StringComparison.Ordinal)
        || pathBelowV1.StartsWith("/uploads", StringComparison.Ordinal)
        || pathBelowV1.EndsWith("/cancel", StringComparison.Ordinal)
        || pathBelowV1.EndsWith("/estimate-price", StringComparison.Ordinal)
        || pathBelowV1 is "/messages/count_tokens" or "/responses/input_tokens";
}
