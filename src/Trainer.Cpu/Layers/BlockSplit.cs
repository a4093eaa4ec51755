namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Cuts a count into few blocks of nearly equal size.</summary>
internal static class BlockSplit
{
    /// <summary>The sizes: as few as possible, none above <paramref name="largest"/>, the larger ones first.</summary>
    public static int[] Even(int count, int largest)
    {
        int blocks = (count + largest - 1) / largest;
        var sizes = new int[blocks];
        for (int i = 0; i < blocks; i++)
            sizes[i] = count / blocks + (i < count % blocks ? 1 : 0);
        return sizes;
    }

    /// <summary>The largest divisor of a count that is at most <paramref name="largest"/>; 1 if that is below 1.</summary>
    public static int LargestDivisor(int count, int largest)
    {
        int divisor = Math.Clamp(largest, 1, count);
        while (count % divisor != 0)
            divisor--;
        return divisor;
    }
}
