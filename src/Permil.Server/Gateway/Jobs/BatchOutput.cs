using System.Buffers;
using System.IO.Pipelines;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Jobs;

/// <summary>Meters a batch's output file while it is passed on.</summary>
internal sealed class BatchOutput : IAsyncDisposable
{
    private readonly Pipe _pipe = new();
    private readonly Task<IReadOnlyList<UsageEvent>> _reading;

    public BatchOutput(OpenJob job, RecordContext context)
    {
        _reading = Task.Run(() =>
        {
            using var lines = _pipe.Reader.AsStream();
            return JobUsage.OfBatchOutput(lines, job, context);
        });
    }

    /// <summary>Takes the next bytes; waits while they come faster than they are read.</summary>
    public async ValueTask Add(ReadOnlyMemory<byte> bytes) => await _pipe.Writer.WriteAsync(bytes);

    /// <summary>The file ended: what its lines used.</summary>
    public async Task<IReadOnlyList<UsageEvent>> Finish()
    {
        await _pipe.Writer.CompleteAsync();
        return await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync();
        await _reading;
    }
}
