using System.Globalization;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Cli.Input;

/// <summary>
/// Keeps what could not be read, a file for each input, to be put right and imported again; the reasons stand beside it in
/// <c>NAME.reasons</c>. No file is overwritten: somebody may be at work on it.
/// </summary>
/// <param name="folder">Made when there is something to keep.</param>
internal sealed class RejectFiles(string folder) : IDisposable
{
    /// <summary>Behind the name of a reject file; no name that a folder's import reads.</summary>
    public const string ReasonsExtension = ".reasons";

    private const string StandardInputName = "standard-input.log";
    private const char Separator = '\t';

    private readonly List<KeptRejects> _kept = [];
    private string _input = "";
    private RejectedText? _text;
    private StreamWriter? _reasons;
    private FileStream? _copyOfInput;

    /// <summary>What was kept, input by input.</summary>
    public IReadOnlyList<KeptRejects> Kept => _kept;

    /// <summary>Begins an input.</summary>
    /// <returns>The stream to read instead: standard input can be had only once, so a copy is made of it.</returns>
    public Stream Begin(string input, Stream stream)
    {
        _input = input;
        if (input != UsageFiles.StandardInput)
        {
            return stream;
        }

        Directory.CreateDirectory(folder);
        _copyOfInput = CreatePart("input");
        return new CopyingStream(stream, _copyOfInput);
    }

    public void Reject(RejectedLine line)
    {
        if (_reasons is null)
        {
            Directory.CreateDirectory(folder);
            _text = new RejectedText();
            _reasons = new StreamWriter(CreatePart("reasons"));
        }

        _text!.Add(line);
        _reasons.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{line.Line}{Separator}{line.Reason.ReplaceLineEndings(" ")}")
        );
    }

    /// <summary>Ends an input: what was rejected of it is copied from it.</summary>
    public void End(ReadOptions options)
    {
        if (_reasons is null)
        {
            Discard();
            return;
        }

        using var lines = CreatePart("lines");
        _text!.Copy(OpenInput, options, lines);
        lines.Flush();
        var name = NameFor(lines);
        if (!name.IsTaken)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(name.Path)!);
            using var file = new FileStream(name.Path, FileMode.CreateNew);
            lines.Position = 0;
            lines.CopyTo(file);
            WriteReasons(name.Path + ReasonsExtension);
        }

        _kept.Add(new KeptRejects(_input, name.Path, name.Path + ReasonsExtension));
        Discard();
    }

    public void Dispose() => Discard();

    private void WriteReasons(string path)
    {
        _reasons!.Flush();
        var stream = _reasons.BaseStream;
        stream.Position = 0;
        using var reader = new StreamReader(stream, leaveOpen: true);
        using var writer = new StreamWriter(path);
        while (reader.ReadLine() is { } text)
        {
            var end = text.IndexOf(Separator, StringComparison.Ordinal);
            var line = long.Parse(text.AsSpan(0, end), CultureInfo.InvariantCulture);
            var place = _text!.PlaceOf(line);
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(place > 0 ? $"line {place}" : "not kept")}: {text[(end + 1)..]} (line {line} of {_input})"
                )
            );
        }
    }

    private Stream OpenInput() =>
        _copyOfInput is { } copy
            ? new FileStream(copy.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : UsageFiles.Open(_input);

    /// <summary>A name that is free, or one whose file holds just this.</summary>
    private (string Path, bool IsTaken) NameFor(FileStream lines)
    {
        var name = _input == UsageFiles.StandardInput ? StandardInputName : Path.GetFileName(_input);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        for (var number = 1; ; number++)
        {
            // A folder, not another name: the file's name is part of the ids of records that have none.
            var path =
                number == 1
                    ? Path.Combine(folder, name)
                    : Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture), name);
            if (!File.Exists(path))
            {
                return (path, IsTaken: false);
            }

            if (Holds(path, lines))
            {
                return (path, IsTaken: true);
            }
        }
    }

    private static bool Holds(string path, FileStream lines)
    {
        if (new FileInfo(path).Length != lines.Length)
        {
            return false;
        }

        using var file = new BufferedStream(File.OpenRead(path), 1 << 16);
        using var wanted = new BufferedStream(
            new FileStream(lines.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            1 << 16
        );
        int letter;
        while ((letter = file.ReadByte()) == wanted.ReadByte())
        {
            if (letter < 0)
            {
                return true;
            }
        }

        return false;
    }

    private FileStream CreatePart(string what) =>
        new(
            Path.Combine(folder, $"{what}-{Path.GetRandomFileName()}.part"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 1 << 16,
            FileOptions.DeleteOnClose
        );

    private void Discard()
    {
        _reasons?.Dispose();
        _copyOfInput?.Dispose();
        (_text, _reasons, _copyOfInput) = (null, null, null);
    }
}
