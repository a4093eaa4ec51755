namespace Sweep.Trainer.Data;

/// <summary>The datasets in memory: the last few used are kept, others only as long as somebody still holds them. Thread-safe.</summary>
internal sealed class DatasetCache(int kept)
{
    private readonly Lock access = new();
    private readonly Dictionary<string, WeakReference<ImageDataset>> known = [];
    private readonly List<ImageDataset> recent = []; // the last used at the end

    public ImageDataset? Find(string name)
    {
        lock (access)
        {
            if (!known.TryGetValue(name, out var reference) || !reference.TryGetTarget(out ImageDataset? dataset))
                return null;
            Remember(dataset);
            return dataset;
        }
    }

    public void Add(ImageDataset dataset)
    {
        lock (access)
        {
            known[dataset.Name] = new WeakReference<ImageDataset>(dataset);
            Remember(dataset);
        }
    }

    private void Remember(ImageDataset dataset)
    {
        recent.Remove(dataset);
        recent.Add(dataset);
        if (recent.Count > kept)
            recent.RemoveAt(0);
    }
}
