// forwarder LISTEN UPSTREAM: sends on what comes, answer and all, as it comes.
var (listen, upstream) = (args[0], args[1]);
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(listen);
var app = builder.Build();
using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
app.Run(async context =>
{
    using var request = new HttpRequestMessage(new(context.Request.Method), upstream + context.Request.Path)
    {
        Content = new StreamContent(context.Request.Body),
    };
    request.Headers.TryAddWithoutValidation("authorization", context.Request.Headers.Authorization.ToString());
    request.Content.Headers.TryAddWithoutValidation("content-type", context.Request.ContentType);
    request.Content.Headers.ContentLength = context.Request.ContentLength;
    using var response = await client.SendAsync(request, context.RequestAborted);
    context.Response.StatusCode = (int)response.StatusCode;
    context.Response.ContentType = $"{response.Content.Headers.ContentType}";
    context.Response.ContentLength = response.Content.Headers.ContentLength;
    await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
    var buffer = new byte[16 * 1024];
    int read;
    while ((read = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
    {
        await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
    }
});
await app.RunAsync();
