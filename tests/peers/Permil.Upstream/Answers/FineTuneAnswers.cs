using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>Fine-tuning jobs: pending when made, complete whenever looked at.</summary>
internal static class FineTuneAnswers
{
    public static Answer Of(ReceivedCall call, string id) =>
        call.Method == "POST"
            ? Answer.Json(Job(call.Model, $"ft-{id}", "pending", call.Text("training_file") ?? "file-1"))
            : Answer.Json(
                Job(
                    "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference",
                    call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Last(),
                    "completed",
                    "file-1"
                )
            );

    private static JsonObject Job(string model, string id, string status, string file)
    {
        var job = new JsonObject
        {
            ["id"] = id,
            ["status"] = status,
            ["training_file"] = file,
            ["model"] = model,
            ["n_epochs"] = 1,
            ["training_type"] = new JsonObject { ["type"] = "Lora" },
            ["training_method"] = new JsonObject { ["method"] = "sft" },
            ["created_at"] = "2026-09-19T18:01:02.000Z",
            ["events"] = new JsonArray(),
        };
        if (status == "completed")
        {
            job["token_count"] = 12_940_000;
            job["param_count"] = 8_030_261_248;
            job["total_price"] = 6_211_200_000;
        }

        return job;
    }
}
