"""The table's scalar expressions over NumPy arrays. Written by csrc/codegen.py."""
import numpy as np

from .kernels.elementwise import digamma, erf, erfc, erfinv, lgamma


def rsqrt(x):
    return 1 / np.sqrt(x)


def row_77(self, other, alpha):
    return self + alpha * other


def row_78(self, other, alpha):
    return self - alpha * other


def row_79(self, other, alpha):
    return other - alpha * self


def row_80(self, other, alpha):
    return other - alpha * self


def row_98(self, tensor1, tensor2, value):
    return self + value * tensor1 * tensor2


def row_99(self, tensor1, tensor2, value):
    return self + value * tensor1 / tensor2


def row_100(self, end, weight):
    return np.where(np.abs(weight) < 0.5, self + weight * (end - self), end - (end - self) * (1 - weight))


def row_101(self, end, weight):
    return np.where(np.abs(weight) < 0.5, self + weight * (end - self), end - (end - self) * (1 - weight))


def row_135(grad_output, self, other):
    return np.where(self == other, 0.5 * grad_output, np.where(self < other, 0, grad_output))


def row_136(grad_output, self, other):
    return np.where(self == other, 0.5 * grad_output, np.where(self > other, 0, grad_output))


def row_152(self, values):
    return np.where(self == 0, values, np.where(self > 0, 1, 0))


def row_158(self, other):
    return self * np.exp2(other)


def row_161(grad_output, output):
    return grad_output * (1 - output * output)


def row_162(grad_output, output):
    return grad_output * (1 - output) * output


def row_163(grad_output, self, threshold):
    return np.where(self <= threshold, 0, grad_output)


def row_164(grad_output, self, alpha, scale, input_scale):
    return np.where(self <= 0, grad_output * (alpha * scale * input_scale) * np.exp(self * input_scale), grad_output * scale)


def row_165(grad_output, self, negative_slope):
    return np.where(self > 0, grad_output, grad_output * negative_slope)


def row_166(grad_output, self, min_val, max_val):
    return np.where(self <= min_val, 0, np.where(self >= max_val, 0, grad_output))


def row_167(grad_output, self, beta, threshold):
    return np.where(self * beta > threshold, grad_output, grad_output / (1 + np.exp(-self * beta)))


def row_168(grad_output, self):
    return grad_output / (1 + np.exp(self))


def row_169(grad_output, self):
    return grad_output * (1 + self * (1 - 1 / (1 + np.exp(-self)))) / (1 + np.exp(-self))


def row_171(grad_output, self):
    return grad_output * (0.5 * (1 + erf(self * 0.7071067811865476)) + self * np.exp(-0.5 * self * self) * 0.3989422804014327)


def row_173(grad_output, self):
    return np.where(self > -3, np.where(self < 3, grad_output / 6, 0), 0)


def row_174(grad_output, self):
    return np.where(self <= -3, 0, np.where(self < 3, grad_output * (self / 3 + 0.5), grad_output))


def row_175(grad_output, self, lambd):
    return np.where(self >= -lambd, np.where(self <= lambd, 0, grad_output), grad_output)


def row_176(self, threshold, value):
    return np.where(self <= threshold, value, self)


def row_177(self, alpha):
    return np.where(self > 0, self, alpha * np.expm1(self / alpha))


def row_180(self, lambd):
    return np.where(self > lambd, self, np.where(self < -lambd, self, np.where(np.isnan(self), self, 0)))


def row_182(self, weight):
    return np.where(self > 0, self, weight * self)


def row_183(self, alpha, scale, input_scale):
    return np.where(self > 0, self * scale, np.expm1(self * input_scale) * (alpha * scale))


def row_184(self, negative_slope):
    return np.where(self > 0, self, self * negative_slope)


def row_185(self, min_val, max_val):
    return np.minimum(np.maximum(self, min_val), max_val)


def row_186(self):
    return self / (1 + np.exp(-self))


def row_187(self):
    return self * np.tanh(np.log1p(np.exp(self)))


def row_188(self):
    return np.minimum(np.maximum(self + 3, 0), 6) / 6


def row_189(self):
    return self * np.minimum(np.maximum(self + 3, 0), 6) / 6


def row_190(self):
    return 0.5 * self * (1 + erf(self * 0.7071067811865476))


def row_191(self):
    return 0.5 * self * (1 + np.tanh(0.7978845608028654 * (self + 0.044715 * self * self * self)))


def row_208(self, beta, threshold):
    return np.where(self * beta > threshold, self, np.log1p(np.exp(self * beta)) / beta)


def row_209(self):
    return np.minimum(self, 0) - np.log1p(np.exp(-np.abs(self)))


def row_210(self, lambd):
    return np.where(self > lambd, self - lambd, np.where(self < -lambd, self + lambd, self * 0))


def row_219(self):
    return erf(self)


def row_220(self):
    return erfc(self)


def row_221(self):
    return erfinv(self)


def row_223(self):
    return 0.5 * erfc(-self * 0.7071067811865476)


def row_226(self):
    return lgamma(self)


def row_227(self):
    return digamma(self)


def row_236(self, other):
    return np.where(self == 0, np.where(np.isnan(other), other, 0), self * np.log(other))


def row_237(self, other):
    return np.where(self == 0, np.where(np.isnan(other), other, 0), self * np.log(other))


def row_238(self, other):
    return np.where(self == 0, np.where(np.isnan(other), other, 0), self * np.log(other))


def row_239(self, other):
    return np.where(self == 0, np.where(np.isnan(other), other, 0), self * np.log1p(other))


def row_240(self, other):
    return np.where(self == 0, np.where(np.isnan(other), other, 0), self * np.log1p(other))


def row_241(self, other):
    return np.where(self == 0, np.where(np.isnan(other), other, 0), self * np.log1p(other))


def row_242(self):
    return np.where(self > 0, -self * np.log(self), np.where(self == 0, 0, np.where(np.isnan(self), self, -np.inf)))


def row_251(self):
    return np.where(self > 0, 1, np.where(self < 0, -1, 0))


def row_263(self):
    return rsqrt(self)


def row_278(self):
    return self * 0.017453292519943295


def row_279(self):
    return self * 57.29577951308232


def row_280(self):
    return np.where(self == 0, 1, np.sin(3.141592653589793 * self) / (3.141592653589793 * self))


def row_284(self):
    return self - np.trunc(self)


def row_289(self):
    return 1 / (1 + np.exp(-self))


def row_292(self):
    return np.maximum(self, 0)


def row_307(self):
    return self == np.inf


def row_308(self):
    return self == -np.inf
