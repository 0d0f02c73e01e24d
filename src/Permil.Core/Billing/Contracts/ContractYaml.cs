using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>Reads contracts in the form that <c>docs/contracts.md</c> describes.</summary>
public static class ContractYaml
{
    /// <param name="text">YAML.</param>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="YamlFormatException">The file, the line, what was found and what is allowed.</exception>
    public static Contract Read(TextReader text, string file) =>
        new ContractReader(YamlEntry.Load(text, file, "a contract"), file).Read();
}
