using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Permil.Focus.Export;

namespace Permil.Storage.Focus;

/// <summary>How the metadata describes a stretch of a dataset: the specification's TimeSector, and what Permil adds to it.</summary>
internal static class FocusSectorJson
{
    private const string Start = "TimeSectorStart";
    private const string End = "TimeSectorEnd";
    private const string Complete = "TimeSectorComplete";
    private const string LastUpdated = "TimeSectorLastUpdated";
    private const string Hash = "x_ContentHash";
    private const string Watermark = "x_Watermark";
    private const string Sequence = "Sequence";
    private const string Entry = "Entry";
    private const string Fingerprint = "Fingerprint";

    public static string KeyOf(JsonObject sector) => $"{sector[Start]} {sector[End]}";

    public static string KeyOf(FocusPart part) => $"{FocusTime.Text(part.Start)} {FocusTime.Text(part.End)}";

    /// <param name="part">What was written.</param>
    /// <param name="watermark">What its export saw, where that is known.</param>
    /// <param name="now">The time of the export.</param>
    public static JsonObject Write(FocusPart part, FocusWatermark? watermark, DateTimeOffset now)
    {
        using var file = File.OpenRead(part.File);
        var sector = new JsonObject
        {
            [Start] = FocusTime.Text(part.Start),
            [End] = FocusTime.Text(part.End),
            [Complete] = part.IsComplete,
            [LastUpdated] = FocusTime.Text(now),
            [Hash] = Convert.ToHexStringLower(SHA256.HashData(file)),
        };
        if (watermark is not null)
        {
            sector[Watermark] = new JsonObject
            {
                [Sequence] = watermark.Sequence,
                [Entry] = watermark.Entry,
                [Fingerprint] = watermark.Fingerprint,
            };
        }

        return sector;
    }

    /// <summary>Whether the data is the same.</summary>
    public static bool AreSame(JsonObject one, JsonObject other) =>
        (string?)one[Hash] == (string?)other[Hash] && (bool?)one[Complete] == (bool?)other[Complete];

    /// <summary>What has not changed was not updated.</summary>
    public static void KeepTime(JsonObject sector, JsonObject known) =>
        sector[LastUpdated] = (string?)known[LastUpdated];

    /// <exception cref="FormatException">It is not what Permil writes.</exception>
    public static FocusSector Read(JsonObject sector)
    {
        try
        {
            _ = ((string?)sector[Hash], (string?)sector[LastUpdated]);
            return new(
                TimeOf(sector[Start]),
                TimeOf(sector[End]),
                (bool?)sector[Complete] == true,
                sector[Watermark] is { } saw
                    ? new((long)Of(saw, Sequence), (long)Of(saw, Entry), (string)Of(saw, Fingerprint)!)
                    : null
            );
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new FormatException($"found {sector.ToJsonString()}: {exception.Message}", exception);
        }
    }

    private static JsonNode Of(JsonNode saw, string name) =>
        saw[name] ?? throw new FormatException($"{Watermark}.{name} is missing");

    private static DateTimeOffset TimeOf(JsonNode? time) =>
        DateTimeOffset.Parse((string?)time ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
