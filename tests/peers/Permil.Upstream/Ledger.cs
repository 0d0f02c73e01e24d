using System.Text;
using System.Text.Json;

namespace Permil.Upstream;

/// <summary>Every call that came in, with what would be billed for it. All members may be called from any thread.</summary>
public sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly List<UpstreamCall> _calls = [];
    private TaskCompletionSource _changed = New();

    /// <summary>The calls so far, in the order in which they came.</summary>
    public IReadOnlyList<UpstreamCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public UpstreamCall Begin(Func<int, UpstreamCall> call)
    {
        lock (_gate)
        {
            var begun = call(_calls.Count + 1);
            _calls.Add(begun);
            Signal();
            return begun;
        }
    }

    public void Change(int number, Func<UpstreamCall, UpstreamCall> change)
    {
        lock (_gate)
        {
            // Calls are counted from 1.
            _calls[number - 1] = change(_calls[number - 1]);
            Signal();
        }
    }

    /// <summary>Completes when the calls are as wanted.</summary>
    public async Task WaitAsync(Func<IReadOnlyList<UpstreamCall>, bool> isWanted, TimeSpan atMost)
    {
        using var timeout = new CancellationTokenSource(atMost);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (isWanted(_calls))
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException(
                    $"the calls were not as wanted after {atMost}: {Calls.Count} came",
                    exception
                );
            }
        }
    }

    /// <summary>What is billed, as lines that <c>permil rate</c> reads.</summary>
    public static string AsEvents(IEnumerable<UpstreamCall> calls)
    {
        var lines = new StringBuilder();
        foreach (var call in calls.Where(call => call.Usage.Count > 0))
        {
            lines
                .Append(
                    JsonSerializer.Serialize(
                        new
                        {
                            id = $"{call.Number}",
                            source = "upstream",
                            time = call.Time,
                            provider = call.Provider.Length > 0 ? call.Provider : null,
                            model = call.Model,
                            mode = call.Mode,
                            tags = call.Name is { } name ? new Dictionary<string, string> { ["call"] = name } : [],
                            usage = call.Usage.ToDictionary(used => used.Key, used => $"{used.Value}"),
                            attributes = call.Attributes,
                        },
                        Text.Json
                    )
                )
                .Append('\n');
        }

        return lines.ToString();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = New();
    }
}
