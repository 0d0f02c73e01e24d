using System.Text;

namespace Permil.Server.Gateway;

/// <summary>What a caller asks for.</summary>
internal sealed record Ask
{
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public required string Path { get; init; }

    /// <summary>JSON, unless <see cref="Content"/> says otherwise.</summary>
    public string? Body { get; init; }

    public HttpContent? Content { get; init; }

    /// <summary>The secret; <see langword="null"/>: that of the host's first key.</summary>
    public string? Key { get; init; }

    /// <summary>How the provider answers it.</summary>
    public string Play { get; init; } = "";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Ask Chat(
        string play = "",
        bool isStream = false,
        string model = GatewayHost.Model,
        int maxTokens = 40,
        string more = ""
    ) =>
        new()
        {
            Path = "/v1/chat/completions",
            Body =
                $$"""{"model":"{{model}}","max_tokens":{{maxTokens}},{{(isStream ? "\"stream\":true," : "")}}{{more}}"messages":[{"role":"user","content":"Grüße 👋"}]}""",
            Play = play,
        };

    public static Ask Get(string path) => new() { Method = HttpMethod.Get, Path = path };

    public Ask With(params (string Name, string Value)[] headers) => this with { Headers = [.. Headers, .. headers] };

    public Ask By(string key) => this with { Key = key };

    public HttpRequestMessage ToRequest(Uri address, string firstKey)
    {
        var request = new HttpRequestMessage(Method, new Uri(address, Path))
        {
            Content = Content ?? (Body is null ? null : new StringContent(Body, Encoding.UTF8, "application/json")),
        };
        if (Key != "")
        {
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {Key ?? firstKey}");
        }

        if (Play.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("x-upstream-play", Play);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
