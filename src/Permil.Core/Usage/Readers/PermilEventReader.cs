using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads Permil's own event lines.</summary>
internal sealed class PermilEventReader : IRecordReader
{
    public string Format => "permil";

    public bool Recognises(JsonElement record) =>
        record.HasText("source")
        && record.Has("time")
        && !record.Has("specversion")
        && (
            record.TryObject("usage", out var usage)
                ? HasMeters(usage)
                : record.Has("unsettledReason") || record.Has("retracts")
        );

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        if (context.Options.IsStrict)
        {
            PermilEventFields.Check(record);
        }

        var draft = new EventDraft(context, Format)
        {
            Id = record.Text("id"),
            Source = record.Text("source"),
            Time = record.Time("time"),
            Provider = record.Text("provider"),
            Model = record.Text("model"),
            Mode = record.Text("mode") is { } mode ? LogMode.Parse("mode", mode) : null,
            Account = record.Text("account"),
            SubAccount = PermilEventFields.Text(record, "subAccount", "tenant"),
            Feature = record.Text("feature"),
            Environment = PermilEventFields.Text(record, "environment", "env"),
            UnsettledReason = record.Text("unsettledReason"),
            ReportedCost = record.Money("reportedCost"),
            ReportedCurrency = record.Text("reportedCurrency"),
            Revises = RevisionOf(record, context.Options),
        };
        if (record.TryObject("tags", out var tags))
        {
            foreach (var tag in tags.EnumerateObject())
            {
                draft.Tag(tag.Name, tags.Text(tag.Name, "tags."));
            }
        }

        if (record.TryObject("attributes", out var attributes))
        {
            foreach (var attribute in attributes.EnumerateObject())
            {
                NoteAttribute(attribute.Name, attributes, draft);
            }
        }

        var isMeasured = record.TryObject("usage", out var usage) && AddUsage(usage, draft);

        if (draft.Revises is { Kind: RevisionKind.Retraction })
        {
            if (draft.HasUsage)
            {
                throw new UsageFormatException("usage: found in a retraction, allowed: nothing");
            }
        }
        else if (!isMeasured && !draft.HasNote(Attribute.Outcome))
        {
            draft.UnsettledReason ??= "the event has no usage";
        }

        events.Add(draft.Build());
    }

    private static Revision? RevisionOf(JsonElement record, ReadOptions options)
    {
        var (amended, retracted) = (record.Text("amends"), record.Text("retracts"));
        if ((amended ?? retracted) is not { } target)
        {
            return null;
        }

        if (amended is not null && retracted is not null)
        {
            throw new UsageFormatException("amends and retracts: found both, allowed: one of them");
        }

        if (!options.TakesRevisions)
        {
            throw new UsageFormatException(
                $"{(amended is null ? "retracts" : "amends")}: revisions of earlier events need a store (permil import)"
            );
        }

        return record.Text("id") is null
            ? throw new UsageFormatException("id: a revision needs one of its own")
            : new Revision(
                amended is null ? RevisionKind.Retraction : RevisionKind.Amendment,
                target,
                record.Time("recordedAt")
            );
    }

    /// <summary>Prices count with some attributes: those are whole numbers, of pixels where they are sides.</summary>
    private static void NoteAttribute(string name, JsonElement attributes, EventDraft draft)
    {
        const string Path = "attributes.";
        var text = attributes.Text(name, Path);
        if (text is null)
        {
            return;
        }

        switch (name)
        {
            case Attribute.Width or Attribute.Height:
                draft.Note(name, Quantity.Pixels(Path + name, text));
                break;
            case Attribute.Steps or Attribute.Seconds or "gpus":
                draft.Note(name, Quantity.Count(Path + name, text));
                break;
            default:
                draft.Note(name, text);
                break;
        }
    }

    /// <summary>Whether the usage is by meter: names that other logs give their counts are no meters.</summary>
    private static bool HasMeters(JsonElement usage)
    {
        foreach (var member in usage.EnumerateObject())
        {
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
            {
                return false;
            }

            if (!Meters.TryFind(member.Name, out _) && FieldMap.Default.TryFind("usage." + member.Name, out _))
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>Whether any meter is named, be it with 0.</returns>
    private static bool AddUsage(JsonElement usage, EventDraft draft)
    {
        var isMeasured = false;
        foreach (var member in usage.EnumerateObject())
        {
            if (!Meters.TryFind(member.Name, out var meter))
            {
                // A price book may define meters of its own; a name it does not know shows up as unpriced.
                meter = IsMeterName(member.Name)
                    ? new Meter(member.Name, "unit")
                    : throw new UsageFormatException(
                        $"usage: found the meter '{JsonFields.Shorten(member.Name)}', allowed: lower-case letters, digits and _"
                    );
            }

            var quantity = meter.Unit is "token"
                ? usage.Count(member.Name, "usage.")
                : usage.Amount(member.Name, "usage.");
            draft.Add(meter, quantity ?? 0);
            isMeasured |= quantity is not null;
        }

        return isMeasured;
    }

    private static bool IsMeterName(string name)
    {
        const int MaxLength = 64;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_')
            {
                return false;
            }
        }

        return name.Length is > 0 and <= MaxLength;
    }
}
