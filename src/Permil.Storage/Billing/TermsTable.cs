using Permil.Billing.Invoices;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Billing;

/// <summary>Texts that invoices were made by, each once, within somebody's transaction.</summary>
internal sealed class TermsTable(DuckDbConnection connection, string folder)
{
    public void Add(IEnumerable<TermsText> texts)
    {
        foreach (var text in texts)
        {
            connection.Execute("INSERT INTO terms_text VALUES (?, ?) ON CONFLICT DO NOTHING", text.Hash, text.Text);
        }
    }

    /// <exception cref="StoreCorruptException">It is not there, or is not what was stored.</exception>
    public TermsText Read(TermsReference reference)
    {
        using var result = connection.Query("SELECT text FROM terms_text WHERE hash = ?", reference.Hash);
        var found = result.NextChunk()?.Text(0, 0);
        if (found is null)
        {
            throw new StoreCorruptException(
                folder,
                $"no text of the hash {reference.Hash} is stored ({reference.Name})"
            );
        }

        var text = new TermsText(reference.Kind, reference.Name, found);
        return text.Hash == reference.Hash
            ? text
            : throw new StoreCorruptException(
                folder,
                $"the text stored as {reference.Hash} ({reference.Name}) has the hash {text.Hash}"
            );
    }
}
