using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Permil.Server.Hosting;

public sealed class BodyLimitTests
{
    private const long Megabyte = 1 << 20;

    [Theory]
    [InlineData(1, 17)]
    [InlineData(16, 32)]
    [InlineData(100, 200)]
    public void Set_BodyNotReadYet_IsReadForAsMuchAgainAndAtLeast16Megabytes(long allowed, long read)
    {
        var limit = new Limit { MaxRequestBodySize = 1 };
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(limit);

        BodyLimit.Set(context.Request, allowed * Megabyte);

        limit.MaxRequestBodySize.ShouldBe(read * Megabyte);
    }

    [Fact]
    public void Set_BodyBeingRead_StaysAsItIs()
    {
        var limit = new Limit { MaxRequestBodySize = 1, IsReadOnly = true };
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(limit);

        BodyLimit.Set(context.Request, Megabyte);

        limit.MaxRequestBodySize.ShouldBe(1);
    }

    private sealed class Limit : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly { get; init; }

        public long? MaxRequestBodySize { get; set; }
    }
}
