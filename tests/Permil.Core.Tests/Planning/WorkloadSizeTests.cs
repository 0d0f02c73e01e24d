using Permil.Usage;

namespace Permil.Planning;

public sealed class WorkloadSizeTests
{
    [Fact]
    public void ToMeasurements_CachedTokens_AreTakenOutOfTheInput() =>
        new WorkloadSize
        {
            InputTokens = 100,
            CachedTokens = 40,
            OutputTokens = 7,
        }
            .ToMeasurements()
            .ShouldBe([
                new Measurement(Meters.InputTokens, 60),
                new Measurement(Meters.CachedInputTokens, 40),
                new Measurement(Meters.OutputTokens, 7),
            ]);

    [Fact]
    public void ToMeasurements_Images_AreMegapixelsToo()
    {
        var size = new WorkloadSize { Width = 1920, Height = 1080 };
        size.Quantities.Add(new(Meters.ImageGenerations, 10));

        size.ToMeasurements()
            .ShouldBe([new Measurement(Meters.ImageGenerations, 10), new Measurement(Meters.ImageMegapixels, 20.736m)]);
        size.Attributes["width"].ShouldBe("1920");
    }

    [Fact]
    public void ToMeasurements_FineTuning_IsEpochsAndEvaluations()
    {
        var size = new WorkloadSize
        {
            Epochs = 3,
            ValidationTokens = 1_000,
            Evaluations = 2,
        };
        size.Quantities.Add(new(Meters.FineTuningTokens, 10_000));

        size.ToMeasurements().ShouldHaveSingleItem().Quantity.ShouldBe(32_000);
    }

    [Fact]
    public void ToMeasurements_Hours_AreOfAllGpus()
    {
        var size = new WorkloadSize { Gpus = 8, Replicas = 2 };
        size.Quantities.Add(new(Meters.DedicatedEndpointHours, 10));
        size.Quantities.Add(new(Meters.GpuClusterHours, 10));

        size.ToMeasurements().Select(measured => measured.Quantity).ShouldBe([160, 80]);
        size.ImpliedMode.ShouldBe(Mode.Dedicated);
    }

    [Fact]
    public void ToMeasurements_WhatDoesNotFit_IsRefusedWithTheNumbers()
    {
        Should
            .Throw<UsageFormatException>(() =>
                new WorkloadSize { InputTokens = 10, CachedTokens = 11 }.ToMeasurements()
            )
            .Message.ShouldContain("11");
        Should
            .Throw<UsageFormatException>(() => new WorkloadSize { OutputTokens = 1e15m + 1 }.ToMeasurements())
            .Message.ShouldContain("output_tokens");
        new WorkloadSize { InputTokens = 0 }
            .ToMeasurements()
            .ShouldBeEmpty();
    }
}
