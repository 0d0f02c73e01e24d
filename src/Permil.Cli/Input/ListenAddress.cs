using System.Net;
using Permil.Cli.Commands;

namespace Permil.Cli.Input;

/// <summary>An address to listen on, as people write it.</summary>
internal static class ListenAddress
{
    /// <exception cref="UsageException">It is none.</exception>
    public static IPEndPoint Parse(string text) =>
        IPEndPoint.TryParse(
            text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text,
            out var endpoint
        )
        && text.LastIndexOf(':') > text.LastIndexOf(']')
            ? endpoint
            : throw new UsageException(
                $"--listen: found '{text}', allowed: an address and a port, as in 127.0.0.1:4700"
            );
}
