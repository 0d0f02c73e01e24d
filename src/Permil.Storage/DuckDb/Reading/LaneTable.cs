using System.Diagnostics.CodeAnalysis;
using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Lanes by traits and epoch: an open table, since each of a million sums looks here.</summary>
internal sealed class LaneTable
{
    private struct Place
    {
        public EventTraits Traits;
        public int Epoch;
        public Lane? Lane;
    }

    private Place[] _places = new Place[64];
    private int _count;

    public bool TryFind(in EventTraits traits, int epoch, [MaybeNullWhen(false)] out Lane lane)
    {
        ref var place = ref PlaceOf(_places, in traits, epoch);
        lane = place.Lane;
        return lane is not null;
    }

    public void Add(in EventTraits traits, int epoch, Lane lane)
    {
        if (++_count * 2 > _places.Length)
        {
            var grown = new Place[_places.Length * 2];
            foreach (var known in _places)
            {
                if (known.Lane is not null)
                {
                    PlaceOf(grown, in known.Traits, known.Epoch) = known;
                }
            }

            _places = grown;
        }

        PlaceOf(_places, in traits, epoch) = new Place
        {
            Traits = traits,
            Epoch = epoch,
            Lane = lane,
        };
    }

    /// <summary>Where it stands, or the empty place where it belongs.</summary>
    private static ref Place PlaceOf(Place[] places, in EventTraits traits, int epoch)
    {
        var mask = places.Length - 1;
        for (var at = HashOf(in traits, epoch) & mask; ; at = (at + 1) & mask)
        {
            ref var place = ref places[at];
            if (place.Lane is null || (place.Epoch == epoch && place.Traits == traits))
            {
                return ref place;
            }
        }
    }

    private static int HashOf(in EventTraits traits, int epoch)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        unchecked
        {
            var hash = ((ulong)(uint)traits.Kind << 32) ^ (uint)traits.SubAccount;
            hash = (hash * Prime) ^ ((ulong)(uint)traits.Feature << 32) ^ (uint)traits.Account;
            hash = (hash * Prime) ^ ((ulong)(uint)traits.Tags << 32) ^ (uint)traits.Environment;
            return (int)(((hash * Prime) + ((ulong)(uint)epoch * Prime)) >> 33);
        }
    }
}
