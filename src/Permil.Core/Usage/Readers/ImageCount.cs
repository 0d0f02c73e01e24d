namespace Permil.Usage.Readers;

/// <summary>Images by number and size: what a request says, and what its answer holds.</summary>
internal sealed class ImageCount
{
    private const decimal PixelsPerMegapixel = 1_000_000;

    private decimal? _width;
    private decimal? _height;

    /// <summary>Images asked for or made; <see langword="null"/>: not said.</summary>
    public decimal? Images { get; set; }

    /// <summary>Takes one value: width, height, steps, a size as <c>1024x768</c>, the number of images, or any attribute.</summary>
    /// <exception cref="UsageFormatException">The value is none of its field.</exception>
    public void Take(string name, string path, string text, EventDraft draft)
    {
        switch (name)
        {
            case Attribute.Width:
                _width = Quantity.Pixels(path, text);
                break;
            case Attribute.Height:
                _height = Quantity.Pixels(path, text);
                break;
            case Attribute.Steps:
                draft.Note(Attribute.Steps, Quantity.Count(path, text));
                break;
            case FieldValues.Images:
                Images = Quantity.Count(path, text);
                break;
            case FieldValues.Size when PixelSize.TryParse(text, out var size):
                (_width, _height) = (_width ?? size.Width, _height ?? size.Height);
                break;
            case FieldValues.Size:
                break;
            default:
                draft.Note(name, text.ToLowerInvariant());
                break;
        }
    }

    /// <summary>Notes the size; counts the images of a record that has a size or a number of images of its own meter.</summary>
    public void AddTo(EventDraft draft)
    {
        if (_width is not { } width || _height is not { } height)
        {
            return;
        }

        draft.Note(Attribute.Width, width);
        draft.Note(Attribute.Height, height);
        var counted = draft.QuantityOf(Meters.ImageGenerations);
        if (!draft.HasUsage)
        {
            counted = Images ?? 1;
            draft.Add(Meters.ImageGenerations, counted);
        }

        if (counted > 0 && draft.QuantityOf(Meters.ImageMegapixels) == 0)
        {
            draft.AddProduct(Meters.ImageMegapixels, width * height, counted, PixelsPerMegapixel);
        }
    }
}
