using System.CommandLine;
using Permil.Access;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil keys rotate</c>: another secret for the same key.</summary>
internal static class KeysRotateCommand
{
    public static Command Create()
    {
        var id = KeysCommand.Id();
        var grace = new Option<TimeSpan?>("--grace")
        {
            Description =
                "How long the secret it has is good for yet, as in 30s, 15m, 1h or 7d; without it it is refused at once",
            HelpName = "TIME",
            CustomParser = result => DurationText.Parse("--grace", result),
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("rotate", "Give a key another secret; its id and all else stay")
        {
            id,
            grace,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var rotated = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, now) =>
                {
                    var (changed, key, secret) = KeyChange.Rotate(
                        book,
                        result.GetValue(id)!,
                        result.GetValue(grace) ?? TimeSpan.Zero,
                        now
                    );
                    return (changed, KeyResource.Of(key, now, secret));
                }
            );
            KeysOutput.PrintOne(rotated, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
