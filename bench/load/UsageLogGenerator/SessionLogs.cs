namespace Permil.Load;

/// <summary>Writes calls as a coding agent does: up to 200 session files in 20 projects.</summary>
internal static class SessionLogs
{
    private const int Sessions = 200;
    private const int Projects = 20;

    public static void Write(CallSequence calls, string folder)
    {
        var callsPerSession = (calls.Count + Sessions - 1) / Sessions;
        LineWriter? output = null;
        var session = -1;
        try
        {
            while (calls.MoveNext())
            {
                if (calls.Current.Index / callsPerSession != session)
                {
                    session = calls.Current.Index / callsPerSession;
                    output?.Dispose();
                    output = new LineWriter(Create(folder, session));
                }

                LogLine.WriteSession(output!, in calls.Current, session);
            }
        }
        finally
        {
            output?.Dispose();
        }
    }

    private static FileStream Create(string folder, int session)
    {
        var project = Path.Combine(folder, "projects", $"p{session % Projects:000}");
        Directory.CreateDirectory(project);
        return File.Create(Path.Combine(project, $"{session:x8}-0000-4000-8000-{session:x12}.jsonl"));
    }
}
