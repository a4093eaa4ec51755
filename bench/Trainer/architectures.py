"""CPU seconds of a training step of a network in PyTorch eager with one thread: forward, backward, SGD with momentum 0.9.

Usage: architectures.py NETWORK.json BATCH CLASSES
With 0 classes the network makes masks.
NETWORK.json is what NetworkFile.cs writes. Prints PyTorch's version and how many parameters there are; then for each line of input
"train N" the seconds of one of N steps, for "evaluate N" of one of N batches without gradients, for "memory" the largest resident
bytes so far and those before the first step.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class Formula(nn.Module):
    """An element-wise formula without parameters of one or more inputs."""

    KNOWN = {"max": lambda a, b: torch.relu(a) if b == 0 else torch.clamp(a, min=b), "min": lambda a, b: torch.clamp(a, max=b),
             "sigmoid": torch.sigmoid, "tanh": torch.tanh, "exp": torch.exp}

    def __init__(self, formula, names, in_place):
        super().__init__()
        self.is_relu = formula.replace(" ", "") == "max(" + names[0] + ",0)"
        self.code, self.names, self.in_place = compile(formula, formula, "eval"), names, in_place

    def forward(self, *x):
        if self.is_relu:
            return torch.relu_(x[0]) if self.in_place else torch.relu(x[0])
        rank = max(t.dim() for t in x)
        x = [t if t.dim() == rank else t.view(*t.shape, *(rank - t.dim()) * [1]) for t in x]
        return eval(self.code, {"__builtins__": {}}, {**self.KNOWN, **dict(zip(self.names, x))})


class PadChannels(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.sizes = [0, 0, 0, 0, before, after]

    def forward(self, x):
        return functional.pad(x, self.sizes)


class SliceChannels(nn.Module):
    def __init__(self, first, count):
        super().__init__()
        self.first, self.count = first, count

    def forward(self, x):
        return x.narrow(1, self.first, self.count)


class ShuffleChannels(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, x):
        n, c, h, w = x.shape
        return x.view(n, self.groups, c // self.groups, h, w).transpose(1, 2).reshape(n, c, h, w)


class Add(nn.Module):
    def forward(self, first, *others):
        for other in others:
            first = first + other
        return first


class Concat(nn.Module):
    def forward(self, *x):
        return torch.cat(x, 1)


class Tokens(nn.Module):
    """Rows and columns as tokens: (samples, tokens, channels), as transformers are written."""

    def forward(self, x):
        return x.flatten(2).transpose(1, 2) if x.dim() == 4 else x


class Convolution(nn.Conv2d):
    """On tokens a linear layer."""

    def forward(self, x):
        return super().forward(x) if x.dim() == 4 else functional.linear(x, self.weight.flatten(1), self.bias)


class Transpose(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2)


class ClassToken(Tokens):
    def __init__(self, channels):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, channels))

    def forward(self, x):
        x = super().forward(x)
        return torch.cat([self.token.expand(len(x), 1, -1), x], 1)


class PositionEmbedding(nn.Module):
    def __init__(self, channels, tokens):
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(1, tokens, channels) * 0.02)

    def forward(self, x):
        return x + self.embedding


class Attention(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.heads = heads

    def forward(self, x):
        n, tokens, channels = x.shape
        q, k, v = x.view(n, tokens, 3, self.heads, channels // 3 // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(2, 3) * q.shape[-1] ** -0.5).softmax(3)
        return (weights @ v).transpose(1, 2).reshape(n, tokens, channels // 3)


class Token(nn.Module):
    def __init__(self, number):
        super().__init__()
        self.number = number

    def forward(self, x):
        return x[:, self.number]


class Mean(nn.AdaptiveAvgPool2d):
    def forward(self, x):
        return super().forward(x) if x.dim() == 4 else x.mean(1)


class Linear(nn.Linear):
    def forward(self, x):
        return super().forward(x.flatten(1))


def layer(node, in_place):
    kind, o, channels = node["kind"], node["options"], node["input"][0]
    if kind == "conv":
        return Convolution(channels, o["channels"], o["kernel"], o["stride"], o["padding"], groups=o["groups"], bias=o["bias"])
    if kind == "linear":
        return Linear(channels, o["outputs"], o["bias"])
    if kind == "maxpool":
        return nn.MaxPool2d(o["kernel"], o["stride"], o["padding"], ceil_mode=o["ceil"])
    if kind == "avgpool":
        return nn.AvgPool2d(o["kernel"], o["stride"], o["padding"], ceil_mode=o["ceil"])
    if kind == "adaptivepool":
        return Mean(o["size"])
    if kind == "batchnorm":
        return nn.BatchNorm2d(channels, o["epsilon"], o["momentum"])
    if kind == "dropout":
        return nn.Dropout(o["probability"])
    if kind == "flatten":
        return nn.Flatten()
    if kind == "padchannels":
        return PadChannels(o["before"], o["after"])
    if kind == "layernorm":
        return nn.LayerNorm(channels, o["epsilon"])
    if kind == "attention":
        return Attention(o["heads"])
    if kind == "tokens":
        return Tokens()
    if kind == "transpose":
        return Transpose()
    if kind == "classtoken":
        return ClassToken(channels)
    if kind == "positionembedding":
        return PositionEmbedding(channels, node["output"][1] * node["output"][2])
    if kind == "token":
        return Token(o["number"])
    if kind == "convtranspose":
        return nn.ConvTranspose2d(channels, o["channels"], o["kernel"], o["stride"], o["padding"], bias=o["bias"])
    if kind == "slicechannels":
        return SliceChannels(o["first"], o["count"])
    if kind == "shufflechannels":
        return ShuffleChannels(o["groups"])
    if kind == "add":
        return Add()
    if kind == "concat":
        return Concat()
    if kind == "elementwise":
        return Formula(o["formula"], o["names"], in_place)
    raise ValueError("no module for " + kind)


class Network(nn.Module):
    def __init__(self, description):
        super().__init__()
        nodes = description["nodes"]
        readers = [sum(n["inputs"].count(i) for n in nodes) for i in range(len(nodes))]
        self.inputs = [n["inputs"] for n in nodes]
        # ReLU overwrites what nobody else needs, as torchvision's networks do.
        free = [[i >= 0 and readers[i] == 1 and nodes[i]["kind"] in ("conv", "batchnorm", "add", "linear") for i in n["inputs"]]
                for n in nodes]
        self.layers = nn.ModuleList(layer(n, all(f)) for n, f in zip(nodes, free))
        self.last = [max([j for j, n in enumerate(nodes) if i in n["inputs"]], default=len(nodes)) for i in range(len(nodes))]

    def forward(self, x):
        values = {-1: x}
        for i, (module, inputs) in enumerate(zip(self.layers, self.inputs)):
            values[i] = module(*(values[j] for j in inputs))
            for j in set(inputs):
                if j >= 0 and self.last[j] == i:
                    del values[j]
        return values[len(self.layers) - 1]


def resident(field):
    """Bytes of VmRSS (now) or VmHWM (at most so far)."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))


def main():
    with open(sys.argv[1]) as file:
        description = json.load(file)
    batch, classes = int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    torch.manual_seed(0)
    net = Network(description)
    images, order = torch.rand(batch, *description["input"]), torch.randperm(batch)
    labels = torch.randint(classes, (batch,)) if classes else torch.randint(2, (batch, *description["nodes"][-1]["output"])).float()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    loss_of = nn.CrossEntropyLoss() if classes else nn.BCEWithLogitsLoss()
    before = resident("VmRSS")

    def train():
        net.train()
        optimizer.zero_grad(set_to_none=True)
        output = net(images[order])
        loss_of(output.flatten(1) if classes else output, labels).backward()
        optimizer.step()

    def evaluate():
        net.eval()
        with torch.no_grad():
            net(images[order])

    print(f"PyTorch {torch.__version__} {sum(p.numel() for p in net.parameters())}", flush=True)
    for line in sys.stdin:
        what, *count = line.split()
        if what == "memory":
            print(resident("VmHWM"), before, flush=True)
            continue
        start = time.process_time()
        for _ in range(int(count[0])):
            train() if what == "train" else evaluate()
        print(f"{(time.process_time() - start) / int(count[0]):.6f}", flush=True)


main()
