using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Storage.Files;

namespace Permil.Server.Sync;

/// <summary>Keeps a <see cref="SyncState"/> in a JSON file that is always whole: the old one or the new one.</summary>
public sealed class SyncStateFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string Path { get; } = path;

    /// <returns>An empty state where there is no file.</returns>
    /// <exception cref="SyncException">The file is no sync state, or one of a newer version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<SyncState> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path))
        {
            return new SyncState();
        }

        return Read(await File.ReadAllBytesAsync(Path, cancellationToken), Path);
    }

    /// <summary>Writes beside the file, makes that durable, then takes the file's place, durably too.</summary>
    public Task SaveAsync(SyncState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        cancellationToken.ThrowIfCancellationRequested();
        DurableFile.Replace(Path, Write(state));
        return Task.CompletedTask;
    }

    internal static byte[] Write(SyncState state) => JsonSerializer.SerializeToUtf8Bytes(state, Json);

    /// <param name="bytes">What was written.</param>
    /// <param name="name">The file as messages name it.</param>
    internal static SyncState Read(ReadOnlySpan<byte> bytes, string name)
    {
        SyncState? state;
        try
        {
            state = JsonSerializer.Deserialize<SyncState>(bytes, Json);
        }
        catch (JsonException exception)
        {
            throw new SyncException(
                $"{name}: no sync state ({exception.Message}); move it away to start over, at the cost of reading everything again",
                exception
            );
        }

        return state switch
        {
            null => throw new SyncException($"{name}: found nothing, allowed: a sync state"),
            { Version: > SyncState.CurrentVersion } => throw new SyncException(
                $"{name}: version {state.Version} is newer than {SyncState.CurrentVersion}, the newest this program knows"
            ),
            _ => state,
        };
    }
}
