namespace Permil.Rating.Bulk;

public sealed class PaddedBytesTests
{
    [Fact]
    public void AreSame_EveryLength_LooksAtEveryByteOfItAndNoMore()
    {
        for (var length = 0; length <= ChunkReader.Slack + 6; length++)
        {
            var left = new byte[length + ChunkReader.Slack];
            var right = new byte[length + ChunkReader.Slack];
            Array.Fill(left, (byte)'a');
            Array.Fill(right, (byte)'a', 0, length);
            PaddedBytes.AreSame(ref left[0], ref right[0], length).ShouldBeTrue($"{length} bytes");
            PaddedBytes.AreSame(ref left[0], ref left[0], length).ShouldBeTrue($"{length} bytes, the same behind them");

            for (var place = 0; place < length; place++)
            {
                right[place] = (byte)'b';
                PaddedBytes.AreSame(ref left[0], ref right[0], length).ShouldBeFalse($"{place} of {length} bytes");
                right[place] = (byte)'a';
            }
        }
    }
}
