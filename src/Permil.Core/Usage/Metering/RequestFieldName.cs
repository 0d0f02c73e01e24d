namespace Permil.Usage.Metering;

/// <summary>The names of <see cref="RequestField"/>s.</summary>
internal static class RequestFieldName
{
    public static RequestField FieldOf(ReadOnlySpan<char> name) =>
        name switch
        {
            "model" => RequestField.Model,
            "stream" => RequestField.Stream,
            "stream_options" => RequestField.StreamOptions,
            "max_tokens" => RequestField.MaxTokens,
            "max_completion_tokens" => RequestField.MaxCompletionTokens,
            "max_output_tokens" => RequestField.MaxOutputTokens,
            "n" => RequestField.N,
            "best_of" => RequestField.BestOf,
            "num_images" => RequestField.NumImages,
            "messages" => RequestField.Messages,
            "system" => RequestField.System,
            "instructions" => RequestField.Instructions,
            "input" => RequestField.Input,
            "prompt" => RequestField.Prompt,
            "documents" => RequestField.Documents,
            "voice" => RequestField.Voice,
            "tools" => RequestField.Tools,
            "functions" => RequestField.Functions,
            "width" => RequestField.Width,
            "height" => RequestField.Height,
            "steps" => RequestField.Steps,
            "size" => RequestField.Size,
            "quality" => RequestField.Quality,
            "seconds" => RequestField.Seconds,
            "resolution" => RequestField.Resolution,
            "query" => RequestField.Query,
            "service_tier" => RequestField.ServiceTier,
            "input_file_id" => RequestField.InputFile,
            "endpoint" => RequestField.Endpoint,
            "previous_response_id"
            or "conversation"
            or "container"
            or "image"
            or "images"
            or "image_url"
            or "reference_images"
            or "input_reference"
            or "frame_images"
            or "file"
            or "files"
            or "file_url"
            or "audio_url"
            or "video"
            or "video_url" => RequestField.Reference,
            "mcp_servers"
            or "web_search_options"
            or "search_parameters"
            or "data_sources"
            or "plugins"
            or "prediction"
            or "models" => RequestField.OpenEnded,
            _ => RequestField.Other,
        };
}
