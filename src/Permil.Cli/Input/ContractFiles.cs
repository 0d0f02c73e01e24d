using System.Text;
using Permil.Billing.Contracts;
using Permil.Storage.Files;
using Permil.Yaml;

namespace Permil.Cli.Input;

/// <summary>The contracts of a data folder: <c>contracts/*.yaml</c>, one for each account that has one.</summary>
internal static class ContractFiles
{
    public const string FolderName = "contracts";

    private const string Extension = ".yaml";

    /// <summary>All of them, in the order of their accounts; none where there is no such folder.</summary>
    /// <exception cref="YamlFormatException">A file is no contract, or an account or an id is there twice.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<ContractFile> ReadAll(string data)
    {
        var folder = Path.Combine(data, FolderName);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = Directory
            .EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path) == Extension)
            .Order(StringComparer.Ordinal)
            .Select(Read)
            .ToList();
        RefuseSame(files, contract => contract.Account, "account", "one contract an account");
        RefuseSame(files, contract => contract.Id, "contract", "an id of its own");
        return [.. files.OrderBy(file => file.Contract.Account, StringComparer.Ordinal)];
    }

    /// <returns><see langword="null"/> when the account has none.</returns>
    public static ContractFile? Find(string data, string account) =>
        ReadAll(data).FirstOrDefault(file => file.Contract.Account == account);

    /// <summary>Reads one, wherever it is.</summary>
    public static ContractFile Read(string path)
    {
        var text = File.ReadAllText(path);
        return new ContractFile(
            path,
            $"{FolderName}/{Path.GetFileName(path)}",
            text,
            ContractYaml.Read(new StringReader(text), path)
        );
    }

    /// <summary>Puts a contract into a data folder, in the place of the account's present one if there is one.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="IOException">Another account has the file or the id, or it cannot be written.</exception>
    public static string Put(string data, ContractFile added)
    {
        var others = ReadAll(data);
        var contract = added.Contract;
        var path =
            others.FirstOrDefault(other => other.Contract.Account == contract.Account)?.Path
            ?? Path.Combine(data, FolderName, Uri.EscapeDataString(contract.Account) + Extension);
        var taken = others.FirstOrDefault(other =>
            other.Contract.Account != contract.Account && (other.Path == path || other.Contract.Id == contract.Id)
        );
        if (taken is not null)
        {
            throw new IOException(
                $"{added.Path}: found contract '{contract.Id}' for {path}, allowed: what account '{taken.Contract.Account}' does not have ({taken.Path} is contract '{taken.Contract.Id}')"
            );
        }

        DurableFile.Replace(path, Encoding.UTF8.GetBytes(added.Text));
        return path;
    }

    private static void RefuseSame(
        IReadOnlyList<ContractFile> files,
        Func<Contract, string> idOf,
        string key,
        string allowed
    )
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var id = idOf(file.Contract);
            if (!seen.TryAdd(id, file.Path))
            {
                throw new YamlFormatException(
                    file.Path,
                    1,
                    $"{key}: found '{id}', allowed: {allowed}; {seen[id]} has it too"
                );
            }
        }
    }
}
