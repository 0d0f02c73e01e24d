namespace Permil.Load;

/// <summary>A quarter's calls in the order of time, evenly spread but for a tenth of a second.</summary>
internal sealed class CallSequence(int count, ulong seed)
{
    private const double SpanMilliseconds = 90d * 86_400 * 1_000;

    private readonly double _stepMilliseconds = SpanMilliseconds / count;
    private SplitMix64 _random = new(seed);
    private int _next;
    private Call _call;

    public int Count { get; } = count;

    /// <summary>The same place for every call.</summary>
    public ref readonly Call Current => ref _call;

    public bool MoveNext()
    {
        if (_next == Count)
        {
            return false;
        }

        var index = _next++;
        var id = _random.Next();
        var choice = _random.Next();
        var tokens = _random.Next();
        var rest = _random.Next();
        var prompt = 50 + (uint)(tokens % 8_000);
        if ((tokens >> 32) % 50 == 0)
        {
            prompt += (uint)((tokens >> 40) % 120_000);
        }

        var skew = (uint)((choice >> 8) % 1_000);
        var environment = (int)((rest >> 24) % 10);
        _call = new Call
        {
            Index = index,
            Id = id,
            RequestId = choice,
            Milliseconds = (long)(index * _stepMilliseconds) + ((long)(id % 1_000) / 10),
            Model = ModelOf((int)(choice % 100)),
            Tenant = skew * skew / 1_000,
            Feature = (int)((rest >> 16) % 6),
            Environment = environment < 8 ? 0 : environment - 7,
            Mode = (int)((rest >> 32) % 3),
            PromptTokens = prompt,
            CachedTokens = (rest & 3) == 0 ? (uint)(prompt * ((rest >> 8) % 90) / 100) : 0,
            CompletionTokens = 1 + (uint)((tokens >> 20) % 1_500),
        };
        return true;
    }

    private static int ModelOf(int percent)
    {
        var model = 0;
        while (percent >= Names.ModelsUpTo[model])
        {
            model++;
        }

        return model;
    }
}
