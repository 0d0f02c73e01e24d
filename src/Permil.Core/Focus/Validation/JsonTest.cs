using System.Text;
using System.Text.Json;

namespace Permil.Focus.Validation;

/// <summary>Answers <see cref="FocusTest.JsonHolds"/>. True where the column is null or holds no JSON: other rules say so.</summary>
internal sealed class JsonTest
{
    private readonly int _column;
    private readonly int _other;
    private readonly string[] _steps;
    private readonly FocusTest.JsonHolds _test;

    public JsonTest(FileShape shape, FocusTest.JsonHolds test)
    {
        _test = test;
        _column = shape.IndexOf(test.Column);
        _other = test.Question == FocusJsonQuestion.IsSameAsColumn ? shape.IndexOf(test.Argument ?? "") : -1;
        _steps = StepsOf(test.Path);
    }

    public void Answer(FocusBatch batch, ulong[] rows)
    {
        rows.AsSpan().Fill(ulong.MaxValue);
        for (var row = 0; _column >= 0 && row < batch.Count; row++)
        {
            if (!batch[_column].IsNull(row) && !Passes(batch, row))
            {
                rows[row / 64] &= ~(1UL << (row % 64));
            }
        }
    }

    /// <summary><c>$.Elements[*].ContractId</c> as <c>Elements</c>, <c>*</c>, <c>ContractId</c>.</summary>
    private static string[] StepsOf(string path) =>
        path.TrimStart('$')
            .Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", "", StringComparison.Ordinal)
            .Split('.', StringSplitOptions.RemoveEmptyEntries);

    private bool Passes(FocusBatch batch, int row)
    {
        JsonDocument document;
        try
        {
            var reader = new Utf8JsonReader(batch[_column][row]);
            document = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return true;
        }

        using (document)
        {
            var other = _other >= 0 && !batch[_other].IsNull(row) ? Encoding.UTF8.GetString(batch[_other][row]) : null;
            return Follow(document.RootElement, 0, other);
        }
    }

    /// <summary>Where the path leads nowhere only <see cref="FocusJsonQuestion.Exists"/> is false.</summary>
    private bool Follow(JsonElement at, int step, string? other)
    {
        if (step == _steps.Length)
        {
            return IsTrue(at, other);
        }

        if (_steps[step] == "*" && at.ValueKind == JsonValueKind.Array)
        {
            return at.EnumerateArray().All(element => Follow(element, step + 1, other));
        }

        return at.ValueKind == JsonValueKind.Object && at.TryGetProperty(_steps[step], out var next)
            ? Follow(next, step + 1, other)
            : _test.Question != FocusJsonQuestion.Exists;
    }

    private bool IsTrue(JsonElement value, string? other) =>
        _test.Question switch
        {
            FocusJsonQuestion.Exists => _test.Argument is not { } key
                || (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(key, out _)),
            FocusJsonQuestion.IsType => IsOfType(value),
            FocusJsonQuestion.IsValue => IsText(value, _test.Argument),
            FocusJsonQuestion.IsNotValue => !IsText(value, _test.Argument),
            FocusJsonQuestion.IsSameAsColumn => IsText(value, other),
            FocusJsonQuestion.KeysStartWith => value.ValueKind != JsonValueKind.Object
                || value
                    .EnumerateObject()
                    .All(property => property.Name.StartsWith(_test.Argument ?? "", StringComparison.Ordinal)),
            FocusJsonQuestion.IsKeyValue => value.ValueKind == JsonValueKind.Object
                && value
                    .EnumerateObject()
                    .All(property => property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)),
            FocusJsonQuestion.IsNumeric => value.ValueKind is JsonValueKind.Null or JsonValueKind.Number
                || (
                    value.ValueKind == JsonValueKind.String
                    && FocusFormats.IsNumeric(Encoding.UTF8.GetBytes(value.GetString()!))
                ),
            FocusJsonQuestion.IsUnit => value.ValueKind == JsonValueKind.Null
                || (
                    value.ValueKind == JsonValueKind.String
                    && FocusFormats.IsUnit(Encoding.UTF8.GetBytes(value.GetString()!))
                ),
            FocusJsonQuestion.IsText => value.ValueKind == JsonValueKind.Null
                || (value.ValueKind == JsonValueKind.String && Ascii.IsValid(value.GetString()!)),
            var question => throw new ArgumentOutOfRangeException(nameof(question), question, null),
        };

    private bool IsOfType(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => Named("boolean"),
            JsonValueKind.Number => Named("number") || Named("decimal") || Named("numeric"),
            JsonValueKind.Null => true,
            _ => Named(value.ValueKind.ToString()),
        };

    private bool Named(string type) => string.Equals(type, _test.Argument, StringComparison.OrdinalIgnoreCase);

    private static bool IsText(JsonElement value, string? text) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => text is null,
            JsonValueKind.String => string.Equals(value.GetString(), text, StringComparison.Ordinal),
            _ => string.Equals(value.GetRawText(), text, StringComparison.Ordinal),
        };
}
