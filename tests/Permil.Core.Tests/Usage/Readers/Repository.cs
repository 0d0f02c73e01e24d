namespace Permil.Usage.Readers;

/// <summary>Finds files of the repository from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Folder(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "permil.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("no permil.slnx above the test assembly");
    }
}
