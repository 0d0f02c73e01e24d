using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Permil.Access;
using Permil.Server.Api.Resources;

namespace Permil.Server.Api;

/// <summary>Keys over HTTP.</summary>
internal static class KeysApi
{
    internal static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("keys").WithMetadata(AdminOnly.Mark);
        keys.MapGet("", List).WithName("listKeys").WithSummary("All keys, those that are refused too");
        keys.MapPost("", Create)
            .TakesJson<NewKey>()
            .WithName("createKey")
            .WithSummary("Make a key; the answer holds its secret, and nothing else ever does");
        keys.MapPost("/{id}/rotate", Rotate)
            .TakesJson<KeyRotation>()
            .WithName("rotateKey")
            .WithSummary("Give a key another secret; the answer holds it");
        keys.MapDelete("/{id}", Revoke).WithName("revokeKey").WithSummary("Refuse a key from now on, for good");
    }

    private static Ok<KeyList> List(ApiServices services)
    {
        var now = services.Clock.GetUtcNow();
        return TypedResults.Ok(new KeyList([.. services.Book().Keys.Select(key => KeyResource.Of(key, now))]));
    }

    private static async Task<Created<KeyResource>> Create(HttpRequest request, ApiServices services)
    {
        var wish = await ApiBody.Read<NewKey>(request);
        var made = Changed(
            services,
            (book, now) =>
            {
                var (changed, key, secret) = wish.AddTo(book, now);
                return (changed, KeyResource.Of(key, now, secret));
            }
        );
        return TypedResults.Created($"/api/v1/keys/{made.Id}", made);
    }

    private static async Task<Ok<KeyResource>> Rotate(string id, HttpRequest request, ApiServices services)
    {
        var rotation = await ApiBody.Read<KeyRotation>(request);
        if (rotation.GraceSeconds is < 0 or > KeyRotation.MaxGraceSeconds)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "invalid_value",
                $"found {rotation.GraceSeconds}, allowed: 0 to {KeyRotation.MaxGraceSeconds}",
                "graceSeconds"
            );
        }

        return TypedResults.Ok(
            Changed(
                services,
                (book, now) =>
                {
                    var grace = TimeSpan.FromSeconds(rotation.GraceSeconds);
                    var (changed, key, secret) = KeyChange.Rotate(book, id, grace, now);
                    return (changed, KeyResource.Of(key, now, secret));
                }
            )
        );
    }

    private static Ok<KeyResource> Revoke(string id, ApiServices services) =>
        TypedResults.Ok(
            Changed(
                services,
                (book, now) =>
                {
                    var (changed, key) = KeyChange.Revoke(book, id, now);
                    return (changed, KeyResource.Of(key, now));
                }
            )
        );

    private static KeyResource Changed(
        ApiServices services,
        Func<AccountBook, DateTimeOffset, (AccountBook Book, KeyResource Key)> change
    )
    {
        KeyResource changed = null!;
        services.Accounts.Change(book =>
        {
            (var next, changed) = change(book, services.Clock.GetUtcNow());
            return next;
        });
        return changed;
    }
}
