namespace Sweep.Trainer.Data.Catalogue;

/// <summary>The datasets in memory: the last few used are kept, others only as long as somebody still holds them. Thread-safe.</summary>
internal sealed class DatasetCache(int kept)
{
    private readonly Lock access = new();
    private readonly Dictionary<string, WeakReference<Dataset>> known = [];
    private readonly List<Dataset> recent = []; // the last used at the end

    public Dataset? Find(string identity)
    {
        lock (access)
        {
            if (!known.TryGetValue(identity, out var reference) || !reference.TryGetTarget(out Dataset? dataset))
                return null;
            Remember(dataset);
            return dataset;
        }
    }

    public void Add(string identity, Dataset dataset)
    {
        lock (access)
        {
            known[identity] = new WeakReference<Dataset>(dataset);
            Remember(dataset);
        }
    }

    private void Remember(Dataset dataset)
    {
        recent.Remove(dataset);
        recent.Add(dataset);
        if (recent.Count > kept)
            recent.RemoveAt(0);
    }
}
