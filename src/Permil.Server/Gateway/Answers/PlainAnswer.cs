using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Answers;

/// <summary>Passes on an answer that is not metered, as it comes.</summary>
internal static class PlainAnswer
{
    private const int ReadBytes = 64 * 1024;

    /// <param name="answer">The upstream's.</param>
    /// <param name="http">The caller's.</param>
    /// <param name="clock">Ends the call.</param>
    /// <param name="onBytes">Sees what passes by; <see langword="null"/>: nobody does.</param>
    /// <returns>Whether the caller has all of it.</returns>
    public static async Task<bool> PassOn(
        HttpResponseMessage answer,
        HttpContext http,
        CallClock clock,
        Func<ReadOnlyMemory<byte>, ValueTask>? onBytes = null
    )
    {
        AnswerHead.Copy(answer, http.Response);
        http.Response.ContentLength = answer.Content.Headers.ContentLength;
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(clock.Token);
            while (await body.ReadAsync(buffer, clock.Token) is > 0 and var read)
            {
                clock.Touch();
                if (onBytes is not null)
                {
                    await onBytes(buffer.AsMemory(0, read));
                }

                await http.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), clock.Token);
            }

            return true;
        }
        catch (Exception exception) when (BrokenAnswer.Is(exception, clock))
        {
            // The caller must see that this is no whole answer.
            http.Abort();
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
