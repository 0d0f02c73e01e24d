using System.Text;
using Permil.Usage.Metering;

namespace Permil.Budgets;

/// <summary>Requests as metering reads them.</summary>
internal static class TestRequests
{
    public static CallRequest Request(
        CallKind kind,
        string model,
        long bytes,
        long? most = null,
        long choices = 1,
        bool isText = true,
        string digest = "{}"
    ) =>
        new()
        {
            Kind = kind,
            Model = model,
            BodyBytes = bytes,
            MaxOutputTokens = most,
            Choices = choices,
            IsAllTextInBody = isText,
            Digest = Encoding.UTF8.GetBytes(digest),
        };
}
