namespace Permil.Server.Sync.Together;

/// <summary>Answers in the shapes of the service, one of every kind, on several pages where there are pages.</summary>
internal static class World
{
    public const string Output = """
        {"custom_id":"r-2","response":{"status_code":200,"body":{"id":"oT-2","object":"chat.completion","created":1791331500,"model":"meta-llama/Llama-3.3-70B-Instruct-Turbo","choices":[{"index":0,"message":{"role":"assistant","content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":39,"completion_tokens":187,"total_tokens":226}}}}
        {"custom_id":"r-1","response":{"status_code":200,"body":{"id":"oT-1","object":"chat.completion","created":1791331500,"model":"meta-llama/Llama-3.3-70B-Instruct-Turbo","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}}}

        """;

    public const string Errors = """
        {"custom_id":"r-3","error":{"message":"Invalid model specified","code":"invalid_model"}}
        {"custom_id":"r-5","error":{"message":"Request timeout","code":"timeout"}}

        """;

    public const string Speech = """
        {"custom_id":"a-1","response":{"status_code":200,"body":{"task":"transcribe","language":"en","duration":8.5,"text":"hello","segments":[]}}}
        {"custom_id":"a-2","response":{"status_code":200,"body":{"task":"transcribe","language":"en","duration":8.5,"text":"hello","segments":[]}}}

        """;

    public static string Endpoint(
        string id,
        string state,
        int least = 1,
        int most = 1,
        string hardware = "8x_nvidia_h100_80gb_sxm"
    ) =>
        $$"""{"object":"endpoint","id":"{{id}}","name":"dev/{{id}}","display_name":"x","model":"deepseek-ai/DeepSeek-R1","hardware":"{{hardware}}","type":"dedicated","owner":"dev","state":"{{state}}","autoscaling":{"min_replicas":{{least}},"max_replicas":{{most}}},"created_at":"2026-02-04T10:43:55.405Z"}""";

    public static string Deployment(string id, string state, string ready, string hardware = "2xnvidia-h100-80gb")
    {
        var replicas = ready.Length > 0 ? $",\"readyReplicas\":{ready}" : "";
        return $$$"""{"id":"{{{id}}}","name":"acme/ep/{{{id}}}","projectId":"proj_abc","endpointId":"ep_1","hardware":"{{{hardware}}}","createdAt":"2026-10-01T00:00:00Z","status":{"state":"DEPLOYMENT_STATE_{{{state}}}","message":""{{{replicas}}}}}""";
    }

    public static string Cluster(
        string id,
        string phases,
        string status = "Ready",
        int gpus = 16,
        string more = "\"num_reserved_gpus\":0,\"billing_type\":\"ON_DEMAND\""
    ) =>
        $$"""{"cluster_id":"{{id}}","cluster_name":"train-{{id}}","cluster_type":"KUBERNETES","gpu_type":"H100_SXM","num_gpus":{{gpus}},"status":"{{status}}","project_id":"proj_abc","created_at":"2026-10-06T07:00:00Z","phase_transitions":[{{phases}}],{{more}}}""";

    public static string Phase(string phase, string time) =>
        $$"""{"phase":"CLUSTER_PHASE_{{phase}}","transition_time":"{{time}}"}""";

    public static string FineTune(string id, string status, string more) =>
        $$$"""{"id":"{{{id}}}","status":"{{{status}}}","training_file":"file-1","model":"meta-llama/Meta-Llama-3.1-8B-Instruct-Reference","n_epochs":3,"training_type":{"type":"Lora"},"training_method":{"method":"sft"},"created_at":"2026-09-19T18:01:02.000Z","started_at":"2026-09-19T18:05:10.000Z","updated_at":"2026-09-19T19:22:41.000Z","user_id":"u"{{{more}}}}""";

    public static string Batch(
        string id,
        string status,
        string more,
        string model = "meta-llama/Llama-3.3-70B-Instruct-Turbo"
    ) =>
        $$"""{"id":"{{id}}","user_id":"u","input_file_id":"file-in","status":"{{status}}","created_at":"2026-10-07T09:30:00Z","endpoint":"/v1/chat/completions","progress":100,"model_id":"{{model}}"{{more}}}""";

    /// <summary>Everything, as it is at a poll, from 0 on: replicas come and go, a cluster pauses, one endpoint goes away.</summary>
    public static void Fill(Dictionary<string, string> answers, int poll)
    {
        answers.Clear();
        answers["v1/endpoints?type=dedicated"] = $$"""
            {"object":"list","data":[{{Endpoint("end-1", "STARTED", 1, 2)}}],"next_cursor":"c/2"}
            """;
        var state = poll == 1 ? "STOPPED" : "STARTED";
        answers["v1/endpoints?type=dedicated&after=c%2F2"] = $$"""
            {"object":"list","data":[{"object":"endpoint","id":"end-2","name":"dev/end-2","model":"m","type":"dedicated","owner":"dev","state":"{{state}}","created_at":"2026-02-04T10:43:55.405Z"},{"object":"endpoint","id":"shared","type":"serverless","state":"STARTED"}]}
            """;
        answers["v1/endpoints/end-2"] = Endpoint("end-2", "STARTED", 1, 1, "1x_nvidia_b200_192gb_sxm");
        answers["v1/whoami"] = """{"project_id":"proj_abc","organization_id":"org"}""";
        answers["v2/projects/proj_abc/endpoints"] =
            """{"data":[{"id":"ep_1","endpointType":"ENDPOINT_TYPE_DEDICATED"}],"next_cursor":"n2"}""";
        answers["v2/projects/proj_abc/endpoints?after=n2"] =
            """{"data":[{"id":"ep_9","endpointType":"ENDPOINT_TYPE_SERVERLESS"}],"next_cursor":""}""";
        answers[
            "v2/projects/proj_abc/endpoints/ep_1/deployments"
        ] = $$"""
            {"data":[{{Deployment("dep-1", "READY", poll == 0 ? "2" : "3")}}{{(
                poll < 2 ? "," + Deployment("dep-2", "READY", "1") : ""
            )}}],"next_cursor":null}
            """;
        answers["v1/deployments"] =
            """{"object":"list","data":[{"object":"deployment","id":"con-1","name":"app","status":"Ready","ready_replicas":2,"gpu_type":"h100-80gb","gpu_count":1}]}""";
        var phases =
            $"{Phase("READY", "2026-10-06T08:10:05Z")},{Phase("PAUSED", "2026-10-06T20:00:00Z")},{Phase("READY", "2026-10-07T06:30:00.5Z")}";
        answers[
            "v1/compute/clusters"
        ] = $$"""
            {"clusters":[{{Cluster(
                "clu_1",
                phases,
                more: "\"num_reserved_gpus\":8,\"billing_type\":\"RESERVED\",\"duration_hours\":168,\"reservation_start_time\":\"2026-10-06T08:00:00Z\",\"reservation_end_time\":\"2026-10-13T08:00:00Z\",\"allocated_preemptible_gpus\":8"
            )}}]}
            """;
        answers["v1/compute/clusters/storage/volumes"] =
            """{"volumes":[{"volume_id":"vol_1","volume_name":"shared","size_tib":4,"status":"bound"}]}""";
        answers[
            "v1/fine-tunes"
        ] = $$"""
            {"data":[{{FineTune("ft-1", "completed", "")}},{{FineTune("ft-2", "cancelled", "")}},{{FineTune(
                "ft-3",
                "running",
                ""
            )}}]}
            """;
        answers["v1/fine-tunes/ft-1"] = FineTune(
            "ft-1",
            "completed",
            ",\"token_count\":12940000,\"param_count\":8030261248,\"total_price\":6211200000"
        );
        answers["v1/fine-tunes/ft-2"] = FineTune(
            "ft-2",
            "cancelled",
            ",\"token_count\":1000000,\"param_count\":8030261248,\"total_price\":480000000"
        );
        answers[
            "v1/batches"
        ] = $$"""
            [{{Batch(
                "b-1",
                "COMPLETED",
                ",\"output_file_id\":\"file-out\",\"error_file_id\":\"file-err\",\"completed_at\":\"2026-10-07T09:45:30Z\""
            )}},
             {{Batch(
                "b-2",
                poll < 2 ? "IN_PROGRESS" : "COMPLETED",
                poll < 2 ? "" : ",\"output_file_id\":\"file-speech\",\"completed_at\":\"2026-10-07T12:50:00Z\"",
                "openai/whisper-large-v3"
            )}},
             {{Batch("b-3", "CANCELLED", "")}}]
            """;
        answers["v1/files/file-out/content"] = Output;
        answers["v1/files/file-err/content"] = Errors;
        answers["v1/files/file-speech/content"] = Speech;
    }
}
