using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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

        SyncState? state;
        try
        {
            await using var file = File.OpenRead(Path);
            state = await JsonSerializer.DeserializeAsync<SyncState>(file, Json, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new SyncException(
                $"{Path}: no sync state ({exception.Message}); move it away to start over, at the cost of reading everything again",
                exception
            );
        }

        return state switch
        {
            null => throw new SyncException($"{Path}: found nothing, allowed: a sync state"),
            { Version: > SyncState.CurrentVersion } => throw new SyncException(
                $"{Path}: version {state.Version} is newer than {SyncState.CurrentVersion}, the newest this program knows"
            ),
            _ => state,
        };
    }

    /// <summary>Writes beside the file, makes that durable, then takes the file's place.</summary>
    /// <remarks>A rename that a power loss undoes leaves the older state, which costs repeated work only.</remarks>
    public async Task SaveAsync(SyncState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        var temporary = Path + ".new";
        await using (var file = File.Create(temporary))
        {
            await JsonSerializer.SerializeAsync(file, state, Json, cancellationToken);
            await file.FlushAsync(cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path, overwrite: true);
    }
}
