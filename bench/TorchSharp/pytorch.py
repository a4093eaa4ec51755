"""Seconds per step of MNIST trainings in PyTorch eager, images on the device.

Usage: pytorch.py FOLDER mnist-conv|mnist-linear|small-resnet cpu|cuda STEPS
FOLDER holds the four IDX files of MNIST, gzipped. Prints the versions of its libraries, then for each line of its input the seconds
of one of STEPS steps: CPU seconds of the process on the processor, elapsed ones on a GPU.
"""
import gzip
import sys
import time

import numpy
import torch
from torch import nn


class AReLU(nn.Module):
    """max(x,0) * (1 + sigmoid(beta)) + min(x,0) * clamp(alpha, 0.01, 0.99), both learned."""

    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.tensor([0.9]))
        self.beta = nn.Parameter(torch.tensor([2.0]))

    def forward(self, x):
        return torch.relu(x) * (1 + torch.sigmoid(self.beta)) - torch.relu(-x) * torch.clamp(self.alpha, 0.01, 0.99)


class Block(nn.Module):
    """Two convolutions with batch norm around a shortcut; 1x1 where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), AReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        self.activation = AReLU()

    def forward(self, x):
        return self.activation(self.body(x) + self.shortcut(x))


def network(name):
    if name == "mnist-linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), AReLU(), nn.Linear(512, 10))
    if name == "small-resnet":
        return nn.Sequential(
            nn.Conv2d(1, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), AReLU(),
            Block(8, 8, 1), Block(8, 16, 2), Block(16, 32, 2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), AReLU(),
        nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), AReLU(),
        nn.Conv2d(20, 40, 3), nn.MaxPool2d(2), AReLU(),
        nn.Flatten(), nn.Linear(40, 10))


def read(path, header):
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def main():
    folder, name, device, steps = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    torch.set_num_threads(1)
    torch.manual_seed(0)
    images = torch.from_numpy(read(folder + "/train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(numpy.float32) / 255).to(device)
    labels = torch.from_numpy(read(folder + "/train-labels-idx1-ubyte.gz", 8).astype(numpy.int64)).to(device)
    net = network(name).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    loss_of = nn.CrossEntropyLoss()
    losses = torch.zeros(steps, device=device)

    def train(order, count):
        for step, batch in enumerate(order.split(128)[:count]):
            optimizer.zero_grad()
            loss = loss_of(net(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            losses[step] = loss.detach()
        return losses.cpu()  # the one transfer of the epoch

    clock = time.process_time if device == "cpu" else time.perf_counter
    train(torch.randperm(len(labels), device=device), min(steps, len(labels) // 128))  # warm up
    cuda = f", CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}" if device != "cpu" else ""
    print(f"PyTorch {torch.__version__}{cuda}", flush=True)
    for _ in sys.stdin:
        order = torch.randperm(len(labels), device=device)
        start = clock()
        train(order, steps)
        print(f"{(clock() - start) / steps:.6f}", flush=True)


main()
