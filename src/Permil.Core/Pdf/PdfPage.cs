using System.Text;

namespace Permil.Pdf;

/// <summary>A page: lines of text and rules, measured in points from the upper left corner.</summary>
internal sealed class PdfPage(double width, double height)
{
    private readonly StringBuilder _content = new();
    private readonly List<PdfText> _texts = [];

    public double Width { get; } = width;

    public double Height { get; } = height;

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyList<PdfText> Texts => _texts;

    public string Content => _content.ToString();

    public void Write(PdfText text, PdfColor color)
    {
        if (text.Text.Length == 0)
        {
            return;
        }

        _texts.Add(text);
        _content.Append(
            FormattableString.Invariant(
                $"{color} rg BT /{text.Font.Resource} {text.Size:0.###} Tf {text.X:0.###} {Height - text.Baseline:0.###} Td <{text.Font.Encode(text.Text)}> Tj ET\n"
            )
        );
    }

    /// <summary>A filled box; rules are low ones.</summary>
    public void Fill(double x, double y, double width, double height, PdfColor color) =>
        _content.Append(
            FormattableString.Invariant(
                $"{color} rg {x:0.###} {Height - y - height:0.###} {width:0.###} {height:0.###} re f\n"
            )
        );
}
