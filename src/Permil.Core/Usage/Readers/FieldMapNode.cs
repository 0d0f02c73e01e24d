namespace Permil.Usage.Readers;

/// <summary>One step of the paths in a <see cref="FieldMap"/>.</summary>
internal sealed class FieldMapNode
{
    private readonly Dictionary<string, FieldMapNode> _children = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the value at this place means; <see langword="null"/> when it is only on the way.</summary>
    public LogFieldBinding? Binding { get; private set; }

    /// <summary>Whether every member below is a tag by its own name.</summary>
    public int? TagPrecedence { get; private set; }

    public bool HasChildren => _children.Count > 0 || TagPrecedence is not null;

    /// <summary>Adds a path; the binding that was first at a place stays. A last step <c>*</c> makes tags.</summary>
    public void Add(string path, LogFieldBinding binding)
    {
        var node = this;
        foreach (var step in path.Split('.'))
        {
            if (step is "*")
            {
                node.TagPrecedence ??= binding.Precedence;
                return;
            }

            if (!node._children.TryGetValue(step, out var child))
            {
                child = new FieldMapNode();
                node._children.Add(step, child);
            }

            node = child;
        }

        node.Binding ??= binding;
    }

    /// <summary>The place a path leads to, also where one name holds several steps (<c>"usage.prompt_tokens"</c>).</summary>
    public FieldMapNode? Find(string path)
    {
        if (_children.TryGetValue(path, out var child))
        {
            return child;
        }

        var point = path.IndexOf('.', StringComparison.Ordinal);
        if (
            point > 0
            && _children.TryGetValue(path[..point], out var next)
            && next.Find(path[(point + 1)..]) is { } found
        )
        {
            return found;
        }

        return TagPrecedence is { } precedence
            ? new FieldMapNode { Binding = new LogFieldBinding(LogField.Tag, precedence, path) }
            : null;
    }
}
