using System.CommandLine;
using System.Globalization;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Planning;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>permil estimate</c>: what planned work costs per request and month, per mode.</summary>
internal sealed class EstimateCommand
{
    private readonly Option<string?> _model = new("--model") { Description = "The model's id or an alias" };
    private readonly Option<string?> _provider = new("--provider")
    {
        Description = "Whose price, when several sell the model",
    };
    private readonly Option<decimal?> _inputTokens = CountOption.Create(
        "--input-tokens",
        "Input tokens of a request, cached ones included"
    );
    private readonly Option<decimal?> _cachedTokens = CountOption.Create(
        "--cached-tokens",
        "The part of the input that the provider's cache answers"
    );
    private readonly Option<decimal?> _outputTokens = CountOption.Create(
        "--output-tokens",
        "Output tokens of a request, reasoning included"
    );
    private readonly Option<decimal?> _requests = CountOption.Create("--requests", "Requests a month (default 1)");
    private readonly Option<string?> _mode = new("--mode")
    {
        Description =
            "serverless, batch, dedicated, container, cluster, provisioned, or all (default): every mode the book prices",
    };
    private readonly Option<decimal?> _inputPrice = CountOption.Create(
        "--input-price",
        "Price of a million input tokens, instead of the book's"
    );
    private readonly Option<decimal?> _cachedPrice = CountOption.Create(
        "--cached-price",
        "Price of a million cached input tokens, instead of the book's"
    );
    private readonly Option<decimal?> _outputPrice = CountOption.Create(
        "--output-price",
        "Price of a million output tokens, instead of the book's"
    );
    private readonly Option<DateTimeOffset?> _asOf = new("--as-of")
    {
        Description = "Use the prices in force on this day (default: now)",
        HelpName = "DAY",
        CustomParser = DayText.ParseInstant,
    };
    private readonly Option<string?> _file = new("--file")
    {
        Description = "A scenario of many workloads (YAML)",
        HelpName = "SCENARIO",
    };
    private readonly Option<string?> _prompt = new("--prompt")
    {
        Description = "A text whose input tokens are estimated, with the error band said",
        HelpName = "FILE",
    };
    private readonly Option<decimal?> _expectedOutput = CountOption.Create(
        "--expected-output",
        "Output tokens, beside --prompt"
    );
    private readonly Option<string[]> _quantity = new("--quantity")
    {
        Description =
            $"Any other meter of a request: METER=N (repeatable): {string.Join(", ", Meters.All.Select(meter => meter.Name))}",
        HelpName = "METER=N",
    };
    private readonly Option<decimal?> _width = CountOption.Create("--width", "Pixels of an image");
    private readonly Option<decimal?> _height = CountOption.Create("--height", "Pixels of an image");
    private readonly Option<decimal?> _gpus = CountOption.Create(
        "--gpus",
        "GPUs of a replica or a cluster (default 1)"
    );
    private readonly Option<decimal?> _replicas = CountOption.Create(
        "--replicas",
        "Ready replicas of a dedicated endpoint (default 1)"
    );
    private readonly Option<decimal?> _epochs = CountOption.Create(
        "--epochs",
        "Passes over the training tokens (default 1)"
    );
    private readonly Option<decimal?> _validationTokens = CountOption.Create(
        "--validation-tokens",
        "Tokens of the validation file"
    );
    private readonly Option<decimal?> _evaluations = CountOption.Create(
        "--evaluations",
        "Passes over the validation tokens"
    );
    private readonly Option<bool> _moe = new("--moe")
    {
        Description = "With --parameters: the model is a mixture of experts",
    };
    private readonly Option<string[]> _priceBooks = CommonOptions.PriceBooks();
    private readonly Option<DateOnly?> _asKnownAt = CommonOptions.AsKnownAt();
    private readonly Option<OutputFormat> _format = CommonOptions.Format();

    /// <summary>Options that are attributes of the work, by the attribute's name.</summary>
    private readonly Dictionary<string, Option<string?>> _attributes = new(StringComparer.Ordinal)
    {
        [Usage.Attribute.Steps] = new("--steps") { Description = "Diffusion steps of an image", HelpName = "N" },
        [Usage.Attribute.Resolution] = new("--resolution")
        {
            Description = "Tier of an image or video: 720p, 1080p, 4k",
        },
        [Usage.Attribute.Quality] = new("--quality") { Description = "Quality tier of an image" },
        [Usage.Attribute.Seconds] = new("--seconds") { Description = "Length of one video", HelpName = "N" },
        [Usage.Attribute.Gpu] = new("--gpu") { Description = "GPU class: a100, h100, h200, b200" },
        [Usage.Attribute.Term] = new("--term")
        {
            Description = "Reservation: preemptible, on-demand, 7-30d, 31-90d, 91-180d",
        },
        [Usage.Attribute.Method] = new("--method") { Description = "Fine-tuning: lora or full" },
        [Usage.Attribute.Objective] = new("--objective") { Description = "Fine-tuning: sft or dpo" },
        [Usage.Attribute.ServiceTier] = new("--service-tier")
        {
            Description = "Another service tier than the standard one",
        },
        [Usage.Attribute.Variant] = new("--variant") { Description = "lite, turbo or reference" },
        [Usage.Attribute.Direction] = new("--direction") { Description = "input or output, for batch_tokens" },
        [Usage.Attribute.Parameters] = new("--parameters")
        {
            Description = "Total parameters, for the size class of a model without its own price: 8B, 56.1B",
            HelpName = "N",
        },
    };

    private EstimateCommand() { }

    public static Command Create()
    {
        var options = new EstimateCommand();
        var command = new Command("estimate", "Say what planned work will cost, per request and month")
        {
            options._model,
            options._provider,
            options._inputTokens,
            options._cachedTokens,
            options._outputTokens,
            options._requests,
            options._mode,
            options._inputPrice,
            options._cachedPrice,
            options._outputPrice,
            options._asOf,
            options._asKnownAt,
            options._file,
            options._prompt,
            options._expectedOutput,
            options._quantity,
            options._width,
            options._height,
            options._gpus,
            options._replicas,
            options._epochs,
            options._validationTokens,
            options._evaluations,
            options._moe,
            options._priceBooks,
            options._format,
        };
        foreach (var option in options._attributes.Values)
        {
            command.Options.Add(option);
        }

        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        RefuseContradictions(result);
        var asOf = result.GetValue(_asOf) ?? TimeProvider.System.GetUtcNow();
        var isScenario = result.GetValue(_file) is not null;
        var workloads = isScenario ? ReadScenario(result.GetValue(_file)!) : [WorkloadOf(result)];
        var estimator = new Estimator(CatalogOf(result, workloads, asOf), asOf);
        var estimates = workloads.Select(estimator.Estimate).ToList();
        EstimateOutput.Print(estimates, estimator.Currency, isScenario, result.GetValue(_format));
        return estimates.TrueForAll(estimate => estimate.Monthly is not null) ? CommandRun.Done : CommandRun.Failed;
    }

    /// <summary>What would be left unheard is refused.</summary>
    private void RefuseContradictions(ParseResult result)
    {
        if (result.GetValue(_file) is not null)
        {
            Option[] ofOneWorkload =
            [
                _model,
                _provider,
                _inputTokens,
                _cachedTokens,
                _outputTokens,
                _requests,
                _mode,
                _inputPrice,
                _cachedPrice,
                _outputPrice,
                _prompt,
                _expectedOutput,
                _quantity,
                _width,
                _height,
                _gpus,
                _replicas,
                _epochs,
                _validationTokens,
                _evaluations,
                _moe,
                .. _attributes.Values,
            ];
            if (Array.Find(ofOneWorkload, option => result.GetResult(option) is { Implicit: false }) is { } found)
            {
                throw new UsageException($"{found.Name} is for one workload, --file brings its own: name one of them");
            }
        }

        var hasPrices = result.GetValue(_inputPrice) is not null || result.GetValue(_outputPrice) is not null;
        if (result.GetValue(_cachedPrice) is not null && !hasPrices)
        {
            throw new UsageException("--cached-price needs --input-price and --output-price");
        }

        if (hasPrices)
        {
            if (
                result.GetValue(_provider) is not null
                || result.GetValue(_priceBooks) is { Length: > 0 }
                || result.GetValue(_asKnownAt) is not null
            )
            {
                throw new UsageException(
                    "--input-price and --output-price take the place of price books: leave out --provider, --price-book and --as-known-at"
                );
            }

            if (result.GetValue(_inputTokens) > 0 && result.GetValue(_inputPrice) is null)
            {
                throw new UsageException("--input-price is missing: there are input tokens and --output-price");
            }

            if (
                (result.GetValue(_outputTokens) ?? result.GetValue(_expectedOutput)) > 0
                && result.GetValue(_outputPrice) is null
            )
            {
                throw new UsageException("--output-price is missing: there are output tokens and --input-price");
            }
        }

        if (result.GetValue(_outputTokens) is not null && result.GetValue(_expectedOutput) is not null)
        {
            throw new UsageException("--output-tokens and --expected-output both give the output: name one of them");
        }
    }

    private static IReadOnlyList<Workload> ReadScenario(string file)
    {
        using var text = File.OpenText(file);
        return ScenarioYaml.Read(text, file);
    }

    private PriceCatalog CatalogOf(ParseResult result, IReadOnlyList<Workload> workloads, DateTimeOffset asOf)
    {
        var given = new Dictionary<Meter, decimal>();
        foreach (
            var (meter, option) in new[]
            {
                (Meters.InputTokens, _inputPrice),
                (Meters.CachedInputTokens, _cachedPrice),
                (Meters.OutputTokens, _outputPrice),
            }
        )
        {
            if (result.GetValue(option) is { } amount)
            {
                given.Add(meter, amount);
            }
        }

        if (given.Count == 0)
        {
            return PriceBookFiles.Load(result.GetValue(_priceBooks), result.GetValue(_asKnownAt));
        }

        return new PriceCatalog([
            GivenPrices.Book(workloads[0].Model, given, "USD", DateOnly.FromDateTime(asOf.UtcDateTime)),
        ]);
    }

    private Workload WorkloadOf(ParseResult result)
    {
        var size = SizeOf(result);
        var note = ReadPrompt(result, size);
        var measurements = size.ToMeasurements();
        var model = result.GetValue(_model) ?? "";
        if (measurements.Count == 0)
        {
            throw new UsageException(
                "nothing to estimate: name --input-tokens and --output-tokens, --prompt, --quantity or --file"
            );
        }

        return new Workload
        {
            Provider = result.GetValue(_provider),
            Model = model,
            Mode = ModeOf(result.GetValue(_mode)) ?? size.ImpliedMode,
            RequestsPerMonth = result.GetValue(_requests) ?? 1,
            PerRequest = measurements,
            Attributes = size.Attributes,
            Note = note,
        };
    }

    private WorkloadSize SizeOf(ParseResult result)
    {
        var size = new WorkloadSize
        {
            InputTokens = result.GetValue(_inputTokens),
            CachedTokens = result.GetValue(_cachedTokens),
            OutputTokens = result.GetValue(_outputTokens) ?? result.GetValue(_expectedOutput),
            Width = result.GetValue(_width),
            Height = result.GetValue(_height),
            Gpus = result.GetValue(_gpus) ?? 1,
            Replicas = result.GetValue(_replicas) ?? 1,
            Epochs = result.GetValue(_epochs) ?? 1,
            ValidationTokens = result.GetValue(_validationTokens) ?? 0,
            Evaluations = result.GetValue(_evaluations) ?? 0,
        };
        foreach (var (name, option) in _attributes)
        {
            if (result.GetValue(option) is { } value)
            {
                size.SetAttribute(name, value);
            }
        }

        if (result.GetValue(_moe))
        {
            size.SetAttribute(Usage.Attribute.Architecture, "moe");
        }

        foreach (var text in result.GetValue(_quantity) ?? [])
        {
            size.Quantities.Add(QuantityOf(text));
        }

        return size;
    }

    /// <returns>What to say about the estimated tokens; <see langword="null"/> without a prompt.</returns>
    private string? ReadPrompt(ParseResult result, WorkloadSize size)
    {
        if (result.GetValue(_prompt) is not { } file)
        {
            return null;
        }

        if (size.InputTokens is not null)
        {
            throw new UsageException("--prompt and --input-tokens both give the input: name one of them");
        }

        var tokens = TokenEstimate.Of(File.ReadAllText(file));
        size.InputTokens = tokens.Tokens;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"input tokens estimated from {Path.GetFileName(file)}: {tokens.Tokens}, likely {tokens.Low} to {tokens.High}"
        );
    }

    private static KeyValuePair<Meter, decimal> QuantityOf(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (
            equals < 0
            || !Meters.TryFind(text[..equals], out var meter)
            || !CountText.TryParse(text[(equals + 1)..], out var quantity)
        )
        {
            throw new UsageException(
                $"--quantity: found '{text}', allowed: METER=N with a meter of {string.Join(", ", Meters.All.Select(known => known.Name))}"
            );
        }

        return new(meter, quantity);
    }

    private static Mode? ModeOf(string? text)
    {
        if (text is null or "all")
        {
            return null;
        }

        return ModeName.TryParse(text, out var mode)
            ? mode
            : throw new UsageException($"--mode: found '{text}', allowed: {string.Join(", ", ModeName.All)}, all");
    }
}
