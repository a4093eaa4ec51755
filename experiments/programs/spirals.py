"""A small network learns two spirals; it saves itself after each epoch and goes on where it was."""
import json, os, torch

told = json.load(open(os.environ["SWEEP_CONFIG"]))
settings, saved = told["settings"], os.path.join(told["folder"], "state.pt")
device = "cuda" if told["device"]["cuda"] and torch.cuda.is_available() else "cpu"
torch.set_num_threads(told["device"]["threads"])
torch.manual_seed(told["pairSeed"])  # compared activations see the same data, starts and batches


def spirals(count):
    turn, side = 3 * torch.rand(count).sqrt(), torch.randint(2, (count,))
    angle = 2 * torch.pi * turn / 2 + torch.pi * side
    points = torch.stack([turn * angle.cos(), turn * angle.sin()], 1) + 0.05 * torch.randn(count, 2)
    return points.to(device), side.to(device)


train, test = spirals(1000), spirals(1000)
activation = {"relu": torch.nn.ReLU, "elu": torch.nn.ELU, "tanh": torch.nn.Tanh}[settings["activation"]]
sizes = [2, settings["hidden"], settings["hidden"], 2]
layers = [part for i in range(3) for part in (torch.nn.Linear(sizes[i], sizes[i + 1]), activation())][:-1]
model = torch.nn.Sequential(*layers).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=settings["learningRate"])
start = 1
if os.path.exists(saved):
    state = torch.load(saved)
    model.load_state_dict(state["model"]), optimizer.load_state_dict(state["optimizer"])
    start = state["epoch"] + 1
for epoch in range(start, settings["epochs"] + 1):
    order = torch.randperm(1000, generator=torch.Generator().manual_seed(told["pairSeed"] + epoch)).to(device)
    for batch in order.split(50):
        loss = torch.nn.functional.cross_entropy(model(train[0][batch]), train[1][batch])
        optimizer.zero_grad(), loss.backward(), optimizer.step()
    with torch.no_grad():
        accuracy = (model(test[0]).argmax(1) == test[1]).float().mean().item()
    print(json.dumps({"epoch": epoch, "testAccuracy": accuracy, "trainLoss": loss.item()}), flush=True)
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, saved + ".part")
    os.replace(saved + ".part", saved)
