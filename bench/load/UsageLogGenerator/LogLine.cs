namespace Permil.Load;

/// <summary>The forms in which a call is logged.</summary>
internal static class LogLine
{
    private const int MillisecondsPerDay = 86_400_000;

    private static readonly int[] DaysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public static void WriteJson(LineWriter output, in Call call)
    {
        output.Write("{\"id\":\"chatcmpl-"u8);
        WriteId(output, in call);
        output.Write("\",\"ts\":\""u8);
        WriteTime(output, call.Milliseconds);
        output.Write("\",\"model\":\""u8);
        output.Write(Names.Models[call.Model]);
        output.Write("\",\"tenant\":\"t-"u8);
        output.WriteNumber(call.Tenant, 4);
        output.Write("\",\"feature\":\""u8);
        output.Write(Names.Features[call.Feature]);
        output.Write("\",\"env\":\""u8);
        output.Write(Names.Environments[call.Environment]);
        output.Write("\",\"usage\":{\"prompt_tokens\":"u8);
        output.WriteNumber(call.PromptTokens);
        output.Write(",\"completion_tokens\":"u8);
        output.WriteNumber(call.CompletionTokens);
        output.Write(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(call.CachedTokens);
        output.Write("}},\"mode\":\""u8);
        output.Write(Names.Modes[call.Mode]);
        output.Write("\"}"u8);
        output.EndLine();
    }

    public static void WriteCsv(LineWriter output, in Call call)
    {
        output.Write("chatcmpl-"u8);
        WriteId(output, in call);
        output.Write(","u8);
        WriteTime(output, call.Milliseconds);
        output.Write(","u8);
        output.Write(Names.Models[call.Model]);
        output.Write(",t-"u8);
        output.WriteNumber(call.Tenant, 4);
        output.Write(","u8);
        output.Write(Names.Features[call.Feature]);
        output.Write(","u8);
        output.Write(Names.Environments[call.Environment]);
        output.Write(","u8);
        output.WriteNumber(call.PromptTokens);
        output.Write(","u8);
        output.WriteNumber(call.CompletionTokens);
        output.Write(","u8);
        output.WriteNumber(call.CachedTokens);
        output.Write(","u8);
        output.Write(Names.Modes[call.Mode]);
        output.EndLine();
    }

    public static void WriteSession(LineWriter output, in Call call, int session)
    {
        output.Write(
            "{\"parentUuid\":null,\"isSidechain\":false,\"userType\":\"external\",\"cwd\":\"/w/p\",\"sessionId\":\""u8
        );
        WriteSessionId(output, session);
        output.Write("\",\"version\":\"1.0.80\",\"type\":\"assistant\",\"timestamp\":\""u8);
        WriteTime(output, call.Milliseconds);
        output.Write("\",\"uuid\":\""u8);
        output.WriteHex(call.Id, 16);
        output.Write("-"u8);
        output.WriteHex((uint)call.Index, 8);
        output.Write("\",\"requestId\":\"req_"u8);
        output.WriteHex(call.RequestId, 16);
        output.Write("\",\"message\":{\"id\":\"msg_"u8);
        WriteId(output, in call);
        output.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""u8);
        output.Write(Names.Models[^1]);
        output.Write("\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":"u8);
        output.WriteNumber(call.PromptTokens - call.CachedTokens);
        output.Write(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":"u8);
        output.WriteNumber(call.CachedTokens);
        output.Write(",\"output_tokens\":"u8);
        output.WriteNumber(call.CompletionTokens);
        output.Write(",\"service_tier\":\"standard\"}}}"u8);
        output.EndLine();
    }

    private static void WriteId(LineWriter output, in Call call)
    {
        output.WriteHex(call.Id, 16);
        output.WriteHex((uint)call.Index, 8);
    }

    private static void WriteSessionId(LineWriter output, int session)
    {
        output.WriteHex((uint)session, 8);
        output.Write("-0000-4000-8000-"u8);
        output.WriteHex((uint)session, 12);
    }

    private static void WriteTime(LineWriter output, long milliseconds)
    {
        var (day, ofDay) = Math.DivRem(milliseconds, MillisecondsPerDay);
        var month = 0;
        while (month < 11 && day >= DaysOfMonths[month])
        {
            day -= DaysOfMonths[month++];
        }

        var (second, fraction) = Math.DivRem(ofDay, 1_000);
        output.Write("2026-"u8);
        output.WriteNumber((uint)month + 1, 2);
        output.Write("-"u8);
        output.WriteNumber((uint)day + 1, 2);
        output.Write("T"u8);
        output.WriteNumber((uint)second / 3_600, 2);
        output.Write(":"u8);
        output.WriteNumber((uint)second / 60 % 60, 2);
        output.Write(":"u8);
        output.WriteNumber((uint)second % 60, 2);
        output.Write("."u8);
        output.WriteNumber((uint)fraction, 3);
        output.Write("Z"u8);
    }
}
