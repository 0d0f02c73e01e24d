using System.Text.Json;
using Permil.Json;

namespace Permil.Access;

/// <summary>Writes an account book as JSON, and reads it back the same.</summary>
public static class AccountBookJson
{
    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <summary>UTF-8, indented, with a line feed at its end: people read and mend it.</summary>
    public static byte[] Write(AccountBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return [.. JsonSerializer.SerializeToUtf8Bytes(AccountBookDocument.Of(book), Options), (byte)'\n'];
    }

    /// <param name="bytes">What was written.</param>
    /// <param name="file">Names it in messages.</param>
    /// <exception cref="AccountBookFormatException">It is no account book, or one of a version not known here.</exception>
    public static AccountBook Read(ReadOnlySpan<byte> bytes, string file)
    {
        try
        {
            CheckVersion(bytes, file);
            var document =
                JsonSerializer.Deserialize<AccountBookDocument>(bytes, Options)
                ?? throw new AccountBookFormatException(file, "", "found null, allowed: an object");
            var book = document.ToBook();
            AccountBookCheck.Run(book, file);
            return book;
        }
        catch (JsonException exception)
        {
            throw new AccountBookFormatException(
                $"{file}{PlaceOf(exception)}: {ProblemOf(exception.Message)}",
                exception
            );
        }
    }

    /// <summary>Looked at before all else: a later version may have fields that this one takes for mistakes.</summary>
    private static void CheckVersion(ReadOnlySpan<byte> bytes, string file)
    {
        var reader = new Utf8JsonReader(bytes);
        using var json = JsonDocument.ParseValue(ref reader);
        const int Newest = AccountBookDocument.CurrentVersion;
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new AccountBookFormatException(file, "", $"found {json.RootElement.ValueKind}, allowed: an object");
        }

        if (
            !json.RootElement.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number)
            || number is < 1 or > Newest
        )
        {
            var found = version.ValueKind == JsonValueKind.Undefined ? "nothing" : version.GetRawText();
            throw new AccountBookFormatException(
                file,
                "version",
                $"found {found}, allowed: 1{(Newest > 1 ? $" to {Newest}" : "")}; a later program may have written it"
            );
        }
    }

    private static string PlaceOf(JsonException exception)
    {
        var field = exception.Path is { Length: > 2 } path ? $": {path[2..]}" : "";
        return exception.LineNumber is { } line ? $"{field}, line {line + 1}" : field;
    }

    /// <summary>The message without the place that the library adds to it.</summary>
    private static string ProblemOf(string message)
    {
        var place = message.IndexOf(" Path: $", StringComparison.Ordinal);
        place = place < 0 ? message.IndexOf(" LineNumber: ", StringComparison.Ordinal) : place;
        return place < 0 ? message : message[..place];
    }

    private static JsonSerializerOptions MakeOptions()
    {
        // Not worked out when the program is built: such code forgets the defaults of properties that are only set once.
        var options = new JsonSerializerOptions { WriteIndented = true };
        ProductJson.Apply(options);
        return options;
    }
}
