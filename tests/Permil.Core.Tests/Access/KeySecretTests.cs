using System.Security.Cryptography;
using System.Text;

namespace Permil.Access;

public sealed class KeySecretTests
{
    [Fact]
    public void New_IsThePrefixAnd43Digits_NeverTwiceTheSame()
    {
        var secrets = Enumerable.Range(0, 1_000).Select(_ => KeySecret.New(KeySecret.KeyPrefix)).ToList();

        secrets.ShouldAllBe(secret => secret.Length == 47 && secret.StartsWith("pml_", StringComparison.Ordinal));
        secrets.ShouldAllBe(secret => secret.Skip(4).All(char.IsAsciiLetterOrDigit));
        secrets.Distinct().Count().ShouldBe(1_000);
    }

    [Fact]
    public void HashOf_IsSha256InHexadecimal() =>
        KeySecret
            .HashOf("pml_abc")
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("pml_abc"))));

    [Fact]
    public void Matches_OnlyTheSecretOfTheHash()
    {
        var hash = KeySecret.HashOf("pma_abc");

        KeySecret.Matches("pma_abc", hash).ShouldBeTrue();
        KeySecret.Matches("pma_abc", hash.ToUpperInvariant()).ShouldBeTrue();
        KeySecret.Matches("pma_abd", hash).ShouldBeFalse();
        KeySecret.Matches("", hash).ShouldBeFalse();
        KeySecret.Matches("pma_abc", null).ShouldBeFalse();
        KeySecret.Matches("pma_abc", "").ShouldBeFalse();
        KeySecret.Matches("pma_abc", hash[..32]).ShouldBeFalse();
        KeySecret.Matches("pma_abc", hash + "00").ShouldBeFalse();
    }
}
