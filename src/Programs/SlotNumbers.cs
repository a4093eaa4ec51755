namespace Sweep.Programs;

/// <summary>Numbers for what runs at the same time: the smallest that is free. Thread-safe.</summary>
internal sealed class SlotNumbers
{
    private readonly Lock gate = new();
    private readonly SortedSet<int> free = [];
    private int next;

    public int Take()
    {
        lock (gate)
        {
            if (free.Count == 0)
                return next++;
            int smallest = free.Min;
            free.Remove(smallest);
            return smallest;
        }
    }

    public void Return(int number)
    {
        lock (gate)
            free.Add(number);
    }
}
