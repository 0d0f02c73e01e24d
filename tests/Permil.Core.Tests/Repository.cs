using Permil.Pricing;

namespace Permil;

/// <summary>Files of the working copy the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>permil.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The facts that the work on the repository shares; they are not kept in it.</summary>
    public static string SharedFacts { get; } = Path.GetFullPath(PathOf("..", "shared", "facts"));

    public static PriceBook ReadBook(string provider)
    {
        var file = $"pricebooks/{provider}.yaml";
        using var text = File.OpenText(PathOf(file));
        return PriceBookYaml.Read(text, file);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "permil.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds permil.slnx");
    }
}
