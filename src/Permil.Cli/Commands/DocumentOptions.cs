using System.CommandLine;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary>The form of an invoice, and where it goes.</summary>
internal sealed class DocumentOptions
{
    private readonly Option<DocumentForm> _form = new("--format")
    {
        Description = "How to show it: text (the default), json (what is stored, byte for byte), csv, html or pdf",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Enum.TryParse<DocumentForm>(text, ignoreCase: true, out var form) && !char.IsAsciiDigit(text[0]))
            {
                return form;
            }

            result.AddError($"--format: found '{text}', allowed: text, json, csv, html, pdf");
            return default;
        },
        HelpName = "text|json|csv|html|pdf",
    };

    private readonly Option<string?> _file = new("--output", "-o")
    {
        Description = "Write it to this file instead of printing it",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_form);
        command.Options.Add(_file);
    }

    /// <exception cref="UsageException">A PDF would be printed on a terminal.</exception>
    public DocumentPlace PlaceOf(ParseResult result)
    {
        var place = new DocumentPlace(result.GetValue(_form), result.GetValue(_file));
        return place is { Form: DocumentForm.Pdf, File: null } && !Console.IsOutputRedirected
            ? throw new UsageException("--format pdf is no text for a terminal; name a file with --output")
            : place;
    }
}
