using System.Text;

namespace Permil.Rating.Bulk;

/// <summary>How one program writes its lines: which fields, in which order, with how much room between them.</summary>
internal sealed class LineForm
{
    private static readonly (string Field, string[] Keys)[] TopLevel =
    [
        ("id", ["id", "request_id", "ID"]),
        ("time", ["ts", "timestamp", "time"]),
        ("model", ["model"]),
        ("provider", ["provider"]),
        ("tenant", ["tenant", "team_id"]),
        ("feature", ["feature"]),
        ("env", ["env"]),
        ("account", ["account"]),
        ("mode", ["mode"]),
        ("note", ["note", "message"]),
        ("latency", ["latency_ms"]),
        ("object", ["object", "type"]),
    ];

    private static readonly string[] Always = ["id", "time", "model"];

    private readonly List<(string Key, string Field, List<(string Key, string Field)>? Inner)> _members = [];

    private string _colon = ":";
    private string _comma = ",";
    private string _literals = "";

    public bool HasEpochTimes { get; private set; }

    public static LineForm Draw(Random random)
    {
        var form = new LineForm { HasEpochTimes = random.Next(4) == 0 };
        foreach (var (field, keys) in TopLevel)
        {
            if (Always.Contains(field) || random.Next(2) == 0)
            {
                form._members.Add((keys[random.Next(keys.Length)], field, null));
            }
        }

        List<(string, string)> counts = [("prompt_tokens", "prompt"), ("completion_tokens", "output")];
        AddIf(random.Next(3) == 0, counts, "total_tokens", "total");
        AddIf(random.Next(4) == 0, counts, "reasoning_tokens", "reasoning");
        var hasDetails = random.Next(2) == 0;
        if (random.Next(3) > 0)
        {
            AddIf(hasDetails, counts, "prompt_tokens_details", "cached");
            form._members.Add(("usage", "", counts));
        }
        else
        {
            form._members.AddRange(counts.Select(count => (count.Item1, count.Item2, (List<(string, string)>?)null)));
        }

        if (random.Next(2) == 0)
        {
            List<(string, string)> tags = [("team", "team")];
            AddIf(random.Next(2) == 0, tags, "cost-center", "cost");
            form._members.Add(("tags", "", tags));
        }

        var members = form._members.ToArray();
        random.Shuffle(members);
        form._members.Clear();
        form._members.AddRange(members);
        form._colon = random.Next(3) == 0 ? ": " : ":";
        form._comma = random.Next(3) == 0 ? ", " : ",";
        form._literals = random.Next(4) switch
        {
            0 => "\"ok\":true,\"parent\":null,",
            1 =>
                "\"stages\":[],\"outcome\":{\"ok\":false},\"a_rather_long_name_of_a_literal_that_no_vector_holds_at_once\":null,",
            _ => "",
        };
        return form;
    }

    public string Write(Func<string, string> valueOf)
    {
        var text = new StringBuilder("{").Append(_literals);
        WriteMembers(text, _members, valueOf);
        return text.Append('}').ToString();
    }

    private static void AddIf(bool isThere, List<(string, string)> members, string key, string field)
    {
        if (isThere)
        {
            members.Add((key, field));
        }
    }

    private void WriteMembers(
        StringBuilder text,
        IEnumerable<(string Key, string Field, List<(string Key, string Field)>? Inner)> members,
        Func<string, string> valueOf
    )
    {
        var isFirst = true;
        foreach (var (key, field, inner) in members)
        {
            text.Append(isFirst ? "" : _comma).Append('"').Append(key).Append('"').Append(_colon);
            isFirst = false;
            if (inner is not null)
            {
                text.Append('{');
                WriteMembers(text, inner.Select(one => (one.Key, one.Field, (List<(string, string)>?)null)), valueOf);
                text.Append('}');
            }
            else if (key is "prompt_tokens_details")
            {
                text.Append("{\"cached_tokens\"").Append(_colon).Append(valueOf(field)).Append('}');
            }
            else
            {
                text.Append(valueOf(field));
            }
        }
    }
}
