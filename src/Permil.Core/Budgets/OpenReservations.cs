namespace Permil.Budgets;

/// <summary>The reservations that have not ended, linked through themselves so that one leaves without a search.</summary>
internal sealed class OpenReservations
{
    private Reservation? _first;

    public int Count { get; private set; }

    public void Add(Reservation reservation)
    {
        reservation.Next = _first;
        _first?.Previous = reservation;
        _first = reservation;
        Count++;
    }

    public void Remove(Reservation reservation)
    {
        reservation.Next?.Previous = reservation.Previous;
        if (reservation.Previous is { } previous)
        {
            previous.Next = reservation.Next;
        }
        else
        {
            _first = reservation.Next;
        }

        reservation.Next = null;
        reservation.Previous = null;
        Count--;
    }

    public IEnumerable<Reservation> All()
    {
        for (var reservation = _first; reservation is not null; reservation = reservation.Next)
        {
            yield return reservation;
        }
    }
}
