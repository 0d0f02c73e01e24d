using System.Globalization;
using System.Text.Json;
using Permil.Load;

// storeload import FOLDER LOG                           takes a log into the store of a folder
// storeload ask FOLDER QUESTION REPEATS ANSWER.csv      asks the store once, then REPEATS times more
// Either writes one line of JSON: what was found, and seconds.
object? result = args switch
{
    ["import", var folder, var log] => StoreImport.Run(folder, log),
    ["ask", var folder, var name, var repeats, var file]
        when Question.Find(name) is { } question
            && int.TryParse(repeats, NumberStyles.None, CultureInfo.InvariantCulture, out var count) =>
        StoreQuestions.Run(folder, question, count, file),
    _ => null,
};
if (result is null)
{
    Console.Error.WriteLine("usage: storeload import FOLDER LOG, or storeload ask FOLDER QUESTION REPEATS ANSWER.csv");
    Console.Error.WriteLine($"questions: {string.Join(", ", Question.All.Select(question => question.Name))}");
    return 2;
}

Console.WriteLine(JsonSerializer.Serialize(result));
return 0;
