using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Storage.Files;

namespace Permil.Server.Alerts;

/// <summary>Keeps an <see cref="AlertState"/> in a JSON file that is always whole: the old one or the new one.</summary>
internal sealed class AlertFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <returns>An empty state where there is no file.</returns>
    /// <exception cref="AlertException">The file is none of ours, or of a newer version.</exception>
    public AlertState Load()
    {
        if (!File.Exists(path))
        {
            return new AlertState();
        }

        AlertState? state;
        try
        {
            state = JsonSerializer.Deserialize<AlertState>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException exception)
        {
            throw new AlertException(
                $"{path}: no state of alerts ({exception.Message}); move it away to start over: alerts of this period are then sent again",
                exception
            );
        }

        return state switch
        {
            null => throw new AlertException($"{path}: found nothing, allowed: a state of alerts"),
            { Version: > AlertState.CurrentVersion } => throw new AlertException(
                $"{path}: version {state.Version} is newer than {AlertState.CurrentVersion}, the newest this program knows"
            ),
            _ => state,
        };
    }

    /// <summary>The state is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public void Save(AlertState state) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(state, Json));
}
